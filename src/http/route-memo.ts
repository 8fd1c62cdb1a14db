import type { ExecutionContext } from '@nestjs/common';

/** Remembers what a route's metadata say: they never change, and reading them costs every request. */
export class RouteMemo<T> {
  // Controllers may inherit a handler, so that it alone does not name a route.
  private readonly known = new Map<object, Map<object, T>>();

  /** @param read called once for each route */
  constructor(private readonly read: (context: ExecutionContext) => T) {}

  /** What was read for the route of a request. */
  of(context: ExecutionContext): T {
    const routes = this.routesOf(context.getClass());
    const handler = context.getHandler();
    const known = routes.get(handler);
    if (known !== undefined) return known;
    const value = this.read(context);
    routes.set(handler, value);
    return value;
  }

  private routesOf(controller: object): Map<object, T> {
    const known = this.known.get(controller);
    if (known) return known;
    const routes = new Map<object, T>();
    this.known.set(controller, routes);
    return routes;
  }
}
