import CCandorKernels
import CandorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The instruction sets the kernels are written for. All of them give the same bits
/// (docs/numerics.md); they differ in speed only.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// Plain C, the definition of every operation; slow.
  case generic
  case avx2
  case avx512
  case neon

  private var code: Int32 {
    switch self {
    case .generic: Int32(ck_generic)
    case .avx2: Int32(ck_avx2)
    case .avx512: Int32(ck_avx512)
    case .neon: Int32(ck_neon)
    }
  }

  /// The kernels, or nil where this build, processor or operating system lacks them.
  var kernels: ck_kernels_t? {
    // SAFETY: the C side returns NULL or a pointer to a constant table.
    unsafe ck_kernels_for(code)?.pointee
  }

  /// The kernels for quantised weights.
  var quantised: ck_quantised_t? {
    // SAFETY: as above.
    unsafe ck_quantised_for(code)?.pointee
  }

  /// What this machine can run, slowest first.
  public static var available: [InstructionSet] {
    allCases.filter { unsafe $0.kernels != nil }
  }

  /// The fastest one of this machine, or what the environment variable `CANDOR_ISA` names.
  ///
  /// - Throws: `unavailable` on a processor without fused multiply-add, unless `CANDOR_ISA=generic`
  ///   asks for the slow definition; `usage` when the variable names none of this machine's.
  public static func selected() throws -> InstructionSet {
    // SAFETY: getenv gives NULL or a C string that is copied at once.
    if let name = unsafe getenv("CANDOR_ISA").map({ unsafe String(cString: $0) }), !name.isEmpty {
      guard let wanted = InstructionSet(rawValue: name), available.contains(wanted) else {
        let names = available.map(\.rawValue).joined(separator: ", ")
        throw CandorError(
          .usage, "`CANDOR_ISA=\(name)` is not an instruction set of this machine",
          hint: "it has \(names)")
      }
      return wanted
    }
    guard let best = available.last, best != .generic else {
      throw CandorError(
        .unavailable, "this processor has no fused multiply-add, which the numerics contract needs",
        hint: "`CANDOR_ISA=generic` computes the same bits in plain C, some hundred times slower")
    }
    return best
  }
}
