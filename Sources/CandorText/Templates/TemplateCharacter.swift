/// One code point of a text in a template, and whether the template's author wrote it.
///
/// Where a character comes from travels with it through every operation, so that whoever encodes the
/// rendered text can tell the template's `<|im_end|>` from one that a user typed.
struct TemplateCharacter: Sendable {
  private let bits: UInt32
  private static let trust: UInt32 = 1 << 31

  init(_ scalar: Unicode.Scalar, isTrusted: Bool) {
    bits = scalar.value | (isTrusted ? Self.trust : 0)
  }

  var scalar: Unicode.Scalar { Unicode.Scalar(bits & ~Self.trust) ?? "\u{FFFD}" }

  /// Whether this is the template's own, not a value that was given to it.
  var isTrusted: Bool { bits & Self.trust != 0 }

  /// Python's `str.isspace` for one character.
  var isSpace: Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
      0x205F, 0x3000:
      true
    default: false
    }
  }

  /// Whether Python's `str.splitlines` ends a line here.
  var endsLine: Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}

/// Characters are equal if they look equal, wherever they come from.
extension TemplateCharacter: Hashable {
  static func == (first: TemplateCharacter, second: TemplateCharacter) -> Bool {
    (first.bits ^ second.bits) & ~trust == 0
  }

  func hash(into hasher: inout Hasher) { hasher.combine(bits & ~Self.trust) }
}
