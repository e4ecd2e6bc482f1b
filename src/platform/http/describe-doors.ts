import { PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { ModulesContainer } from '@nestjs/core';
import type { ClassConstructor } from 'class-transformer';
import { NEVER_STORED } from './idempotency.js';
import { PUBLIC } from './public.js';

/** What the code of a route tells about it. */
export interface Door {
  public: boolean;
  neverStored: boolean;
  ifMatch: boolean;
  body: ClassConstructor<object> | undefined;
  query: ClassConstructor<object> | undefined;
}

/** Every route handler of the running application, by the id its operation has in the description. */
export function doorsOf(modules: ModulesContainer): Map<string, Door> {
  const doors = new Map<string, Door>();
  for (const { controllers } of modules.values())
    for (const { metatype } of controllers.values()) {
      const controller = metatype as ClassConstructor<object> | null;
      if (!controller) continue;
      for (const name of Object.getOwnPropertyNames(controller.prototype))
        if (Reflect.hasMetadata(PATH_METADATA, (controller.prototype as Record<string, object>)[name]!))
          doors.set(`${controller.name}_${name}`, doorOf(controller, name));
    }
  return doors;
}

interface Argument {
  index: number;
  data?: unknown;
}

function doorOf(controller: ClassConstructor<object>, name: string): Door {
  const handler = (controller.prototype as Record<string, object>)[name]!;
  const marked = (mark: string): boolean => Boolean(Reflect.getMetadata(mark, handler) ?? Reflect.getMetadata(mark, controller));
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ??
    []) as ClassConstructor<object>[];
  const args = Object.entries((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Argument>);
  const classOf = (kind: RouteParamtypes): ClassConstructor<object> | undefined => {
    const found = args.find(([key, { data }]) => key.startsWith(`${kind}:`) && data === undefined);
    return found && types[found[1].index];
  };
  return {
    public: marked(PUBLIC),
    neverStored: marked(NEVER_STORED),
    ifMatch: args.some(([key, { data }]) => key.startsWith(`${RouteParamtypes.HEADERS}:`) && data === 'if-match'),
    body: classOf(RouteParamtypes.BODY),
    query: classOf(RouteParamtypes.QUERY),
  };
}
