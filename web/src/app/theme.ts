import { createTheme } from "@mantine/core";

import { text } from "@/lib/texts";

/** A dialog's head is no second head of the page. */
const dialog = {
  lockScroll: false, // it would write a style sheet; the page itself never scrolls
  closeButtonProps: { "aria-label": text("face.close") },
  attributes: { header: { role: "none" } },
};

/**
 * What Mantine needs to know in JavaScript. Every colour and size is in theme.css: the server's
 * policy lets no style sheet through that a script writes.
 */
export const theme = createTheme({
  primaryColor: "teal",
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Modal: { defaultProps: { ...dialog, centered: true } },
    Drawer: { defaultProps: dialog },
    Menu: { defaultProps: { shadow: "md", withInitialFocusPlaceholder: false, hideDetached: false } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    PasswordInput: {
      // Its own name would hold the word "password", and be found in the field's place.
      defaultProps: {
        visibilityToggleFocusable: true,
        visibilityToggleButtonProps: { "aria-label": text("login.show") },
      },
    },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
});
