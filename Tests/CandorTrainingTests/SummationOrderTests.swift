import CandorCore
import CandorTensors
import CandorTraining
import Testing

@Suite("The orders of summation are those of the numerics contract")
struct SummationOrderTests {
  private let machines: [Arithmetic]

  init() throws {
    machines = try InstructionSet.available.map { try Arithmetic($0, pool: WorkerPool(threads: 2)) }
  }

  @Test("the probe tells orders apart")
  func probe() {
    let forward = SummationProbe(count: 9) { $0.reduce(0, +) }
    let backward = SummationProbe(count: 9) { $0.reversed().reduce(0, +) }
    #expect(forward.tree() == .chain(Array(0..<9)))
    #expect(backward.tree() == .chain((0..<9).reversed()))
    #expect(forward.tree() != backward.tree())
    #expect(SummationTree.balanced(3)?.description == "((0 + 1) + 2)")
    #expect(SummationTree.sixteenLanes(18)?.description.hasPrefix("(((((0 + 16) + 8)") == true)
  }

  @Test("a product is one chain over ascending depth", arguments: [1, 2, 17, 255, 256, 257, 600])
  func products(depth: Int) {
    let ones = [Float](repeating: 1, count: 33 * depth)
    for machine in machines {
      for rows in [1, 9] {
        let probe = SummationProbe(count: depth) { terms in
          var y = buffer([Float](repeating: 0, count: rows * 33))
          var scratch = Scratch()
          let x = (0..<rows).flatMap { _ in terms }
          machine.forwardLinear(
            rows: rows, inputs: depth, outputs: 33, x: buffer(x), weight: ones.span, into: &y,
            scratch: &scratch)
          return y.span[rows * 33 - 1]
        }
        #expect(probe.tree() == .chain(Array(0..<depth)), "\(machine.instructionSet), \(rows) rows")
      }
    }
  }

  @Test("a weight's gradient is one chain over ascending rows", arguments: [1, 31, 300])
  func weightGradients(rows: Int) {
    let ones = [Float](repeating: 1, count: rows * 17)
    for machine in machines {
      let probe = SummationProbe(count: rows) { terms in
        var gradient = [Float](repeating: 0, count: 17)
        var scratch = Scratch()
        var span = gradient.mutableSpan
        machine.backwardLinearWeight(
          rows: rows, inputs: 17, outputs: 1, dy: buffer(terms), x: buffer(ones), into: &span,
          scratch: &scratch)
        return gradient[16]
      }
      #expect(probe.tree() == .chain(Array(0..<rows)), "\(machine.instructionSet)")
    }
  }

  @Test("a row is summed in sixteen lanes", arguments: Array(1...49) + [128, 333])
  func rows(count: Int) throws {
    for machine in machines {
      let probe = SummationProbe(count: count) { machine.sum(buffer($0), count: count) }
      #expect(probe.tree() == .sixteenLanes(count), "\(machine.instructionSet)")
    }
  }

  @Test("gradients of G virtual workers meet in a balanced tree", arguments: 1...9)
  func gradients(leaves: Int) {
    let machine = machines[0]
    for rotation in 0..<leaves {
      // Any order of arrival, here every rotation and its mirror, gives one tree.
      let order = (0..<leaves).map { ($0 + rotation) % leaves }
      for order in [order, order.reversed()] {
        func root(_ terms: [Float]) -> (gradients: Gradients, loss: Float) {
          var tree = GradientTree(leaves: leaves)
          for leaf in order {
            let gradients = Gradients(extent: 1)
            set([terms[leaf]], at: 0, in: &gradients.values)
            _ = tree.insert(leaf: leaf, gradients, loss: terms[leaf], arithmetic: machine)
          }
          return tree.takeRoot()
        }
        let losses = SummationProbe(count: leaves) { root($0).loss }
        let sums = SummationProbe(count: leaves) { array(root($0).gradients.values)[0] }
        #expect(losses.tree() == .balanced(leaves), "\(order)")
        #expect(sums.tree() == .balanced(leaves), "\(order)")
      }
    }
  }
}
