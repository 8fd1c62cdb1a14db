/** How the page is coloured: as the system says, or as the reader chose. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** One of {@link THEMES}. */
export type Theme = (typeof THEMES)[number];

const STORED = 'integration-health-theme';

/** The theme that was chosen in this browser. */
export function storedTheme(): Theme {
  const stored = read();
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Colours the page and remembers the choice. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    // Browsers may forbid storage; the choice then holds for this page only.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
