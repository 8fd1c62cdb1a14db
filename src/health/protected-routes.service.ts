import { Injectable, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { REQUIRED_INTEGRATIONS } from './require-healthy.decorator';

/** Knows which routes carry the decorator, read from their metadata once. */
@Injectable()
export class ProtectedRoutes {
  private byKey: ReadonlyMap<IntegrationKey, readonly string[]> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** The paths that the guard protects for an integration, as URI templates. */
  of(key: IntegrationKey): readonly string[] {
    this.byKey ??= this.explore();
    return this.byKey.get(key) ?? [];
  }

  private explore(): ReadonlyMap<IntegrationKey, readonly string[]> {
    const routes = new Map<IntegrationKey, Set<string>>();
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      for (const [key, path] of this.routesOf(metatype as Type)) {
        routes.set(key, (routes.get(key) ?? new Set()).add(path));
      }
    }
    return new Map([...routes].map(([key, paths]) => [key, [...paths].sort()]));
  }

  private routesOf(controller: Type): [IntegrationKey, string][] {
    const prototype = controller.prototype as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      if (Reflect.getMetadata(METHOD_METADATA, handler) === undefined) return [];
      const keys = [controller, handler].flatMap((target) => this.keysOf(target));
      return keys.flatMap((key) =>
        this.pathsOf(controller, handler).map((path): [IntegrationKey, string] => [key, path]),
      );
    });
  }

  private keysOf(target: object): IntegrationKey[] {
    return (
      (Reflect.getMetadata(REQUIRED_INTEGRATIONS, target) as IntegrationKey[] | undefined) ?? []
    );
  }

  private pathsOf(controller: Type, handler: object): string[] {
    return declaredPaths(controller).flatMap((base) =>
      declaredPaths(handler).map((path) => joinPath(base, path)),
    );
  }
}

function declaredPaths(target: object): string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return [path ?? ''].flat();
}

/** `api/zoom` and `:id/start` become `/api/zoom/{id}/start`. */
function joinPath(...parts: string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `/${segments.map((segment) => segment.replace(/^:(\w+).*$/, '{$1}')).join('/')}`;
}
