/**
 * The assignment problem on a rectangle: gives each row at most one column and each column at most one row, as many pairs as
 * possible first, and of all such assignments one of least total cost.
 *
 * `costs` holds rows × columns numbers, row by row; Infinity forbids a pair. Returns the column of each row, −1 where it gets
 * none. The answer depends on the numbers alone: among equal totals columns of lower index are tried first. Exact for costs
 * whose sums are exact (integers, or the grid of `score.ts`). At most min² × max steps (about 10 ms for 200 × 200 at worst,
 * far less on ordinary costs).
 *
 * One shortest augmenting path per row, with potentials: R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for
 * dense and sparse linear assignment problems", Computing 38 (1987) 325–340, in the rectangular form without initialisation of
 * D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans. Aerosp. Electron. Syst. 52 (2016)
 * 1679–1696.
 */
export function minCost(costs: ArrayLike<number>, rows: number, columns: number): Int32Array {
  if (costs.length !== rows * columns) throw new RangeError(`${rows} × ${columns} costs expected, ${costs.length} given`);
  if (rows <= columns) {
    const search = new Search(settled(costs, rows), rows, columns);
    return search.solve().map((column, row) => (column >= 0 && costs[row * columns + column] === Infinity ? -1 : column));
  }
  const turned = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) turned[column * rows + row] = costs[row * columns + column] as number;
  const answer = new Int32Array(rows).fill(-1);
  minCost(turned, columns, rows).forEach((row, column) => {
    if (row >= 0) answer[row] = column;
  });
  return answer;
}

/**
 * Costs counted from the least, with forbidden pairs at a price above that of any whole assignment: they are then used only
 * where nothing else makes the row fit, so that the number of real pairs is the greatest. A power of two keeps sums exact.
 */
function settled(costs: ArrayLike<number>, rows: number): Float64Array {
  let least = Infinity;
  let most = -Infinity;
  for (let at = 0; at < costs.length; at += 1) {
    const cost = costs[at] as number;
    if (cost === Infinity) continue;
    if (cost < least) least = cost;
    if (cost > most) most = cost;
  }
  const range = most > least ? 2 ** Math.ceil(Math.log2(most - least)) : 1;
  const forbidden = range * 2 ** Math.ceil(Math.log2(rows + 1));
  return Float64Array.from({ length: costs.length }, (_, at) => {
    const cost = costs[at] as number;
    return cost === Infinity ? forbidden : cost - least;
  });
}

/** The search for one rectangle with no more rows than columns: every row gets a column. */
class Search {
  private readonly rowPrice: Float64Array;
  private readonly columnPrice: Float64Array;
  private readonly columnOf: Int32Array;
  private readonly rowOf: Int32Array;
  /** Of the search under way: cost of the cheapest path to each column, the row before it, and the columns not yet reached. */
  private readonly distance: Float64Array;
  private readonly from: Int32Array;
  private readonly open: Int32Array;

  constructor(
    private readonly costs: Float64Array,
    private readonly rows: number,
    private readonly columns: number,
  ) {
    this.rowPrice = new Float64Array(rows);
    this.columnPrice = new Float64Array(columns);
    this.columnOf = new Int32Array(rows).fill(-1);
    this.rowOf = new Int32Array(columns).fill(-1);
    this.distance = new Float64Array(columns);
    this.from = new Int32Array(columns);
    this.open = new Int32Array(columns);
  }

  solve(): Int32Array {
    for (let row = 0; row < this.rows; row += 1) this.turn(row, this.reach(row));
    return this.columnOf;
  }

  /** The cheapest path from an unassigned row to a free column: Dijkstra over the columns. Returns that column. */
  private reach(start: number): number {
    const { distance, open, rowOf, columns } = this;
    distance.fill(Infinity);
    for (let column = 0; column < columns; column += 1) open[column] = column;
    let left = columns;
    let row = start;
    let cost = 0;
    for (;;) {
      const at = this.nearest(row, cost, left);
      const column = open[at] as number;
      cost = distance[column] as number;
      // Kept in order (not swapped), so that ties go to the lower index.
      left -= 1;
      open.copyWithin(at, at + 1, left + 1);
      open[left] = column;
      if ((rowOf[column] as number) < 0) {
        this.reprice(start, left, cost);
        return column;
      }
      row = rowOf[column] as number;
    }
  }

  /** Follows all edges of the row, reached at `cost`, and gives the place in `open` of the nearest column not yet reached. */
  private nearest(row: number, cost: number, left: number): number {
    const { costs, distance, from, open, rowOf, columnPrice } = this;
    const base = row * this.columns;
    const reduced = cost - (this.rowPrice[row] as number);
    let best = -1;
    let least = Infinity;
    let free = false;
    for (let at = 0; at < left; at += 1) {
      const column = open[at] as number;
      const through = reduced + (costs[base + column] as number) - (columnPrice[column] as number);
      let near = distance[column] as number;
      if (through < near) {
        distance[column] = near = through;
        from[column] = row;
      }
      if (near < least || (near === least && !free && (rowOf[column] as number) < 0)) {
        least = near;
        best = at;
        free = (rowOf[column] as number) < 0;
      }
    }
    return best;
  }

  /** Prices move so that every pair of the assignment costs exactly its prices and no other pair costs less. */
  private reprice(start: number, left: number, cost: number): void {
    const { rowPrice, columnPrice, distance, open, rowOf, columns } = this;
    rowPrice[start] = (rowPrice[start] as number) + cost;
    for (let at = left; at < columns; at += 1) {
      const column = open[at] as number;
      const gain = cost - (distance[column] as number);
      columnPrice[column] = (columnPrice[column] as number) - gain;
      const row = rowOf[column] as number;
      if (row >= 0) rowPrice[row] = (rowPrice[row] as number) + gain;
    }
  }

  /** Everybody along the path moves over by one column. */
  private turn(start: number, end: number): void {
    let column = end;
    for (;;) {
      const row = this.from[column] as number;
      const before = this.columnOf[row] as number;
      this.rowOf[column] = row;
      this.columnOf[row] = column;
      if (row === start) return;
      column = before;
    }
  }
}
