import CCandorKernels
import CandorCore

/// Quantised weights in panels of sixteen outputs: the integers and scales of the file's blocks, those
/// of sixteen outputs side by side. It takes the bytes that the file takes, and up to 4 % more in the
/// formats whose small scales are unpacked.
public final class QuantisedMatrix: Sendable {
  public let format: BlockFormat
  public let outputs: Int
  public let inputs: Int
  let panels: Buffer<UInt8>

  init(_ format: BlockFormat, outputs: Int, inputs: Int, panels: consuming Buffer<UInt8>) {
    precondition(panels.count == Self.byteCount(format, outputs: outputs, inputs: inputs))
    self.format = format
    self.outputs = outputs
    self.inputs = inputs
    self.panels = panels
  }

  /// Bytes of memory.
  public var byteCount: Int { panels.count }

  /// Bytes that the panels of such a matrix take.
  public static func byteCount(_ format: BlockFormat, outputs: Int, inputs: Int) -> Int {
    (outputs + 15) / 16 * format.panelBytes(inputs: inputs)
  }

  /// Whether all weights are finite.
  var isFinite: Bool {
    let panelBytes = format.panelBytes(inputs: inputs)
    // SAFETY: each panel has `panelBytes` bytes, and the last one ends with the buffer.
    let panels = unsafe panels.readable
    return stride(from: 0, to: self.panels.count, by: panelBytes).allSatisfy {
      unsafe ck_panel_is_finite(format.rawValue, inputs, panels + $0)
    }
  }
}
