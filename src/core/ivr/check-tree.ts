import { type IvrFault, LIMITS, readTree } from './read-tree.js';
import type { IvrNode, IvrTree } from './tree.js';

/**
 * Everything that is wrong with a tree, at most twenty faults: fields, targets that do not exist, nodes nobody reaches, ways
 * round in a circle on which a silent caller would stay for ever, and menus below too many menus.
 */
export function checkTree(value: unknown): IvrFault[] {
  const { tree, faults } = readTree(value);
  if (!tree) return faults;
  const unknown = unknownTargets(tree);
  // Circles and depths are only worth telling in a tree whose ways lead somewhere.
  const found = unknown.length > 0 ? unknown : [...silentCircles(tree), ...farNodes(tree)];
  return found.slice(0, LIMITS.faults);
}

interface Way {
  /** Where in the node it is written. */
  field: string;
  to: string;
  /** Taken without a word from the caller. */
  silent: boolean;
}

function waysOf(node: IvrNode): Way[] {
  switch (node.kind) {
    case 'menu':
      return [
        { field: 'otherwise', to: node.otherwise, silent: true },
        ...node.choices.map(({ next }, index) => ({ field: `choices/${index}/next`, to: next, silent: false })),
      ];
    case 'gather':
      return [
        { field: 'otherwise', to: node.otherwise, silent: true },
        { field: 'next', to: node.next, silent: false },
      ];
    case 'say':
    case 'language':
    case 'set_queue':
    case 'set_fact':
      return [{ field: 'next', to: node.next, silent: true }];
    case 'queue':
    case 'callback':
    case 'voicemail':
    case 'hangup':
      return [];
  }
}

const nodeOf = (tree: IvrTree, name: string): IvrNode | undefined =>
  Object.hasOwn(tree.nodes, name) ? tree.nodes[name] : undefined;

function unknownTargets(tree: IvrTree): IvrFault[] {
  const nowhere = (at: string, to: string): IvrFault[] =>
    nodeOf(tree, to) ? [] : [{ at, detail: `there is no node ${to.slice(0, 40)}` }];
  return [
    ...nowhere('start', tree.start),
    ...Object.entries(tree.nodes).flatMap(([name, node]) =>
      waysOf(node).flatMap(({ field, to }) => nowhere(`nodes/${name}/${field}`, to)),
    ),
  ];
}

/** Follows silence from every node: each has at most one silent way, so a circle is found by walking it. */
function silentCircles(tree: IvrTree): IvrFault[] {
  const safe = new Set<string>();
  const faults: IvrFault[] = [];
  for (const first of Object.keys(tree.nodes)) {
    const walked: string[] = [];
    let name: string | undefined = first;
    while (name !== undefined && !safe.has(name) && !walked.includes(name)) {
      walked.push(name);
      name = waysOf(tree.nodes[name]!).find((way) => way.silent)?.to;
    }
    if (name !== undefined && walked.includes(name)) {
      const circle = walked.slice(walked.indexOf(name));
      faults.push({ at: `nodes/${name}`, detail: `a silent caller goes round for ever: ${[...circle, name].join(' → ')}` });
    }
    for (const one of walked) safe.add(one);
  }
  return faults;
}

/** Levels are answers given before a node is reached, by the shortest way. */
function farNodes(tree: IvrTree): IvrFault[] {
  const level = new Map<string, number>([[tree.start, 0]]);
  let edge = [tree.start];
  while (edge.length > 0) {
    const reached: string[] = [];
    for (const name of edge)
      for (const { to, silent } of waysOf(tree.nodes[name]!)) {
        const at = level.get(name)! + (silent ? 0 : 1);
        if ((level.get(to) ?? Infinity) <= at) continue;
        level.set(to, at);
        reached.push(to);
      }
    edge = reached;
  }
  return Object.keys(tree.nodes).flatMap((name) => {
    const at = level.get(name);
    if (at === undefined) return [{ at: `nodes/${name}`, detail: 'no way leads here' }];
    return at > LIMITS.levels ? [{ at: `nodes/${name}`, detail: `lies behind more than ${LIMITS.levels} questions` }] : [];
  });
}
