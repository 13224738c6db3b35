// What is wrong with the screen as it is now: an expression for `page.evaluate`.
() => {
  const told = (each) => each.outerHTML.slice(0, 200);
  const isSeen = (each) =>
    each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    each.getBoundingClientRect().width > 1 &&
    !each.matches("[class*=skip]");
  const controls = [...document.querySelectorAll("a, button, input, select, textarea, canvas[role]")].filter(isSeen);

  const parents = (each) => (each === null ? [] : [each, ...parents(each.parentElement)]);
  const clips = (each) => /auto|scroll|hidden|clip/.test(getComputedStyle(each).overflow);
  const holds = (box, [x, y]) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  const frame = { left: 0, top: 0, right: innerWidth - 1, bottom: innerHeight - 1 };

  // Sideways nothing scrolls but what may: a table or a list in a frame of its own.
  const wide = [document.documentElement, document.body, document.getElementById("root"), document.querySelector("main")]
    .filter((each) => each !== null && each.scrollWidth > each.clientWidth + 1)
    .map((each) => `${each.tagName} is ${each.scrollWidth} wide in ${each.clientWidth}`);
  const mayScroll = (each) =>
    parents(each.parentElement).some((at) => /auto|scroll/.test(getComputedStyle(at).overflowX) && at.matches("main *"));
  const cut = controls.filter((each) => {
    const { left, right } = each.getBoundingClientRect();
    return (left < -1 || right > innerWidth + 1) && !mayScroll(each);
  });

  const covered = controls.filter((each) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    const middle = [left + width / 2, top + height / 2];
    const frames = [frame, ...parents(each.parentElement).filter(clips).map((at) => at.getBoundingClientRect())];
    if (!frames.every((box) => holds(box, middle))) return false; // it is scrolled away
    const found = document.elementFromPoint(...middle);
    return found !== null && !each.contains(found) && !found.contains(each) && found.closest("label") === null;
  });

  const moving = document
    .getAnimations()
    .filter(({ playState, effect }) => playState === "running" && effect.getTiming().duration > 10)
    .map(({ effect }) => effect.target);

  return { cut: [...wide, ...cut.map(told)], covered: covered.map(told), moving: moving.map(told) };
};
