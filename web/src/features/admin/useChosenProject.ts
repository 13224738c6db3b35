import { useSearchParams } from "react-router";

/** Which of these projects the address names, and the way to choose another; null: none. */
export function useChosenProject(
  projects: readonly string[],
  otherwise: string | null,
): readonly [string | null, (project: string | null) => void] {
  const [search, setSearch] = useSearchParams();
  const named = search.get("project");
  const chosen = projects.find((each) => each === named) ?? otherwise;
  const choose = (project: string | null): void =>
    setSearch(project === null ? {} : { project }, { replace: true });
  return [chosen, choose];
}
