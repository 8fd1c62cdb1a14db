/** Asks for the next page where there is one. */
export function MorePages({
  pages: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}) {
  if (!hasNextPage) return null;
  return (
    <button
      type="button"
      className="more"
      disabled={isFetchingNextPage}
      onClick={() => void fetchNextPage()}
    >
      {isFetchingNextPage ? 'Loading…' : 'Show older ones'}
    </button>
  );
}
