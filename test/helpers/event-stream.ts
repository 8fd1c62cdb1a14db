/** One server-sent event. */
export interface StreamEvent {
  readonly id?: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A stream of server-sent events over a real socket. */
export class EventStream {
  private readonly abort = new AbortController();
  private readonly seen: StreamEvent[] = [];
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>;
  private waiting: (() => void)[] = [];

  private constructor(readonly response: Response) {
    this.ended = this.read();
  }

  /** Connects. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    const stream = new EventStream(response);
    stream.abort.signal.addEventListener('abort', () => abort.abort());
    return stream;
  }

  /** The next event that fits, from those that came already too. */
  async next(fits: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    for (;;) {
      const index = this.seen.findIndex(fits);
      if (index >= 0) return this.seen.splice(0, index + 1).at(-1)!;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Hangs up. */
  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of this.response.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        this.seen.push(...blocks.flatMap(parse));
        for (const wake of this.waiting.splice(0)) wake();
      }
    } catch {
      // Hung up by us or cut by the network; both end the stream.
    }
  }
}

function parse(block: string): StreamEvent[] {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return [];
  const id = fields.get('id');
  return [
    {
      type: fields.get('event') ?? 'message',
      data: JSON.parse(data) as Record<string, unknown>,
      ...(id !== undefined && { id }),
    },
  ];
}
