import type { SparseGraph } from './assign-sparse.ts'
import { ColumnHeap } from './column-heap.ts'

const ALONE = -1
const UNDECIDED = -2
/** Steps of the reduction per row: past it a price war is settled faster by paths. */
const REDUCTION_STEPS_PER_ROW = 8

/** The state of one assignment while rows are decided one after the other; what it does is told in assign-sparse.ts. */
export class AugmentingPaths {
  readonly columnOf: Int32Array
  private readonly graph: SparseGraph
  private readonly rowOf: Int32Array
  /** The potential of each column; never above 0, and 0 while the column is free. */
  private readonly potential: Float64Array
  /** The cost of the edge that each matched row is matched by. */
  private readonly matchedCost: Float64Array
  private readonly distance: Float64Array
  private readonly reachedBy: Int32Array
  private readonly reachedFrom: Int32Array
  /** Which search has reached, and which has settled, a column last. */
  private readonly reachedIn: Int32Array
  private readonly settledIn: Int32Array
  private readonly settled: Int32Array
  private readonly heap: ColumnHeap
  private search = 0

  constructor(graph: SparseGraph) {
    const rows = graph.aloneCosts.length
    const columns = graph.columnCount
    this.graph = graph
    this.columnOf = new Int32Array(rows).fill(UNDECIDED)
    this.matchedCost = new Float64Array(rows)
    this.rowOf = new Int32Array(columns).fill(-1)
    this.potential = new Float64Array(columns)
    this.distance = new Float64Array(columns)
    this.reachedBy = new Int32Array(columns)
    this.reachedFrom = new Int32Array(columns)
    this.reachedIn = new Int32Array(columns)
    this.settledIn = new Int32Array(columns)
    this.settled = new Int32Array(columns)
    this.heap = new ColumnHeap(this.distance, columns)
  }

  /**
   * Gives each row its cheapest column, lowering the column's potential by what the row would lose with its second best; who
   * is displaced tries again. Returns the rows that are still undecided, in order.
   */
  reduceRows(): number[] {
    const rows = this.graph.aloneCosts.length
    const left: number[] = []
    let stepsLeft = rows * REDUCTION_STEPS_PER_ROW
    for (let start = 0; start < rows; start++) {
      for (let row = start; row !== -1; ) {
        const displaced = stepsLeft-- > 0 ? this.takeBest(row) : UNDECIDED
        if (displaced === UNDECIDED) left.push(row)
        row = displaced === UNDECIDED ? -1 : displaced
      }
    }
    return left.sort((a, b) => a - b)
  }

  /** Decides for one row by price. Returns whom it displaces, -1 for nobody, or UNDECIDED when price alone can't tell. */
  private takeBest(row: number): number {
    const { rowStart, column, costs, aloneCosts } = this.graph
    const { columnOf, rowOf, potential } = this
    let best = ALONE
    let bestEdge = -1
    let bestCost = aloneCosts[row] as number
    let secondCost = Number.POSITIVE_INFINITY
    for (let edge = rowStart[row] as number; edge < (rowStart[row + 1] as number); edge++) {
      const cost = (costs[edge] as number) - (potential[column[edge] as number] as number)
      if (cost < bestCost) {
        secondCost = bestCost
        bestCost = cost
        best = column[edge] as number
        bestEdge = edge
      } else if (cost < secondCost) secondCost = cost
    }
    if (best === ALONE) {
      columnOf[row] = ALONE
      return -1
    }
    const displaced = rowOf[best] as number
    // A tie may be taken only where nobody is displaced: two rows could trade places for ever.
    if (displaced !== -1 && secondCost <= bestCost) return UNDECIDED
    potential[best] = (potential[best] as number) - (secondCost - bestCost)
    rowOf[best] = row
    columnOf[row] = best
    this.matchedCost[row] = costs[bestEdge] as number
    if (displaced !== -1) columnOf[displaced] = UNDECIDED
    return displaced
  }

  /** Decides `start` along the shortest augmenting path, by Dijkstra's algorithm over reduced costs. */
  augment(start: number): void {
    const { distance, rowOf, settled, potential, matchedCost, columnOf, heap } = this
    this.search++
    heap.clear()
    let settledCount = 0
    let aloneRow = start
    let aloneAt = this.graph.aloneCosts[start] as number
    let end = -1
    this.reach(start, 0)
    for (let next = heap.pop(); next !== -1; next = heap.pop()) {
      if ((distance[next] as number) >= aloneAt) break
      const row = rowOf[next] as number
      if (row === -1) {
        end = next
        break
      }
      this.settledIn[next] = this.search
      settled[settledCount++] = next
      const offset = (distance[next] as number) - ((matchedCost[row] as number) - (potential[next] as number))
      this.reach(row, offset)
      const alone = (this.graph.aloneCosts[row] as number) + offset
      if (alone < aloneAt) {
        aloneAt = alone
        aloneRow = row
      }
    }
    const length = end === -1 ? aloneAt : (distance[end] as number)
    for (let i = 0; i < settledCount; i++) {
      const at = settled[i] as number
      potential[at] = (potential[at] as number) + (distance[at] as number) - length
    }
    if (end === -1) {
      end = columnOf[aloneRow] as number
      columnOf[aloneRow] = ALONE
      if (aloneRow === start) return
    }
    this.shift(start, end)
  }

  /** The cheapest column that nobody has, when it is cheaper than staying alone. */
  takeCheapest(row: number): void {
    const { rowStart, column, costs, aloneCosts } = this.graph
    let best = ALONE
    let bestCost = aloneCosts[row] as number
    for (let edge = rowStart[row] as number; edge < (rowStart[row + 1] as number); edge++) {
      const at = column[edge] as number
      if (this.rowOf[at] !== -1 || (costs[edge] as number) >= bestCost) continue
      best = at
      bestCost = costs[edge] as number
    }
    this.columnOf[row] = best
    if (best !== ALONE) this.rowOf[best] = row
  }

  private reach(row: number, offset: number): void {
    const { rowStart, column, costs } = this.graph
    const { distance, potential, reachedIn, settledIn, search } = this
    for (let edge = rowStart[row] as number; edge < (rowStart[row + 1] as number); edge++) {
      const at = column[edge] as number
      if (settledIn[at] === search) continue
      const away = (costs[edge] as number) - (potential[at] as number) + offset
      const isNew = reachedIn[at] !== search
      if (!isNew && away >= (distance[at] as number)) continue
      reachedIn[at] = search
      distance[at] = away
      this.reachedBy[at] = edge
      this.reachedFrom[at] = row
      if (isNew) this.heap.push(at)
      else this.heap.moveUp(at)
    }
  }

  /** Hands each column on the path to `end` to the row that reached it, back to `start`. */
  private shift(start: number, end: number): void {
    for (let at = end; ; ) {
      const row = this.reachedFrom[at] as number
      const before = this.columnOf[row] as number
      this.columnOf[row] = at
      this.rowOf[at] = row
      this.matchedCost[row] = this.graph.costs[this.reachedBy[at] as number] as number
      if (row === start) return
      at = before
    }
  }
}
