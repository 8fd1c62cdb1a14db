/**
 * Where an arrow key leads along a row of things, as everywhere: one on, one back, first, last.
 * @returns `undefined` for any other key
 */
export function nextIndex(key: string, index: number, length: number): number | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowDown') return Math.max(0, index - 1);
  if (key === 'ArrowRight' || key === 'ArrowUp') return Math.min(length - 1, index + 1);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : undefined;
}
