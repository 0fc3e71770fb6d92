/// A reader of strangers' files, and what it does with one. Whatever the file holds, it may only end
/// with a result or a `CandorError`.
enum FuzzedReader: String, CaseIterable {
  case safetensors, gguf, pickle, zip, tar, onnx, json, yaml, recipe, bundle, keyless, root,
    certificate
  case licence, tokenizer, template, card, parquet, zstandard, xz, fasttext

  /// What the file is called, since some readers go by names.
  var fileName: String {
    switch self {
    case .safetensors: "model.safetensors"
    case .gguf: "model.gguf"
    case .pickle: "pytorch_model.bin"
    case .zip: "arrays.npz"
    case .tar: "archive.tar"
    case .onnx: "model.onnx"
    case .json: "config.json"
    case .yaml: "release.yaml"
    case .recipe: "recipe.yaml"
    case .bundle, .keyless: "model.sig"
    case .root: "trusted_root.json"
    case .certificate: "root.pem"
    case .licence: "LICENSE"
    case .tokenizer: "tokenizer.json"
    case .template: "chat_template.jinja"
    case .card: "README.md"
    case .parquet: "data.parquet"
    case .zstandard: "data.jsonl.zst"
    case .xz: "data.jsonl.xz"
    case .fasttext: "model.ftz"
    }
  }

  /// Parts of the format that random bytes would not hit.
  var words: [[UInt8]] {
    let texts: [String] =
      switch self {
      case .safetensors:
        ["\"dtype\":\"", "F32", "BF16", "\"data_offsets\":[", "\"shape\":[", "{}", "__metadata__"]
      case .gguf:
        [
          "GGUF", "general.alignment", "tokenizer.ggml.tokens", "llama.block_count",
          "token_embd.weight",
        ]
      case .pickle:
        [
          "cos\nsystem\n", "(", ".", "R", "\u{7D}", "q\0", "h\0", "ctorch\nFloatStorage\n",
          "PK\u{1}\u{2}",
        ]
      case .zip:
        [
          "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "../", "\u{93}NUMPY",
          "'descr':",
        ]
      case .tar: ["ustar\u{0}00", "../", "L", "x", "23 path=some/name\n", "0000000"]
      case .onnx: ["location", "../../etc", "\u{0A}\u{12}", "\u{8}\u{1}"]
      case .json, .card:
        [
          "{", "}", "[", "]", "\"", "\\ud800", "null", ":", ",", "---\n", "license: ",
          "\"auto_map\"",
        ]
      case .yaml, .recipe:
        ["- ", ": ", "\n  ", "&a ", "*a", "!!", "|", ">", "{", "[", "#", "---\n", "~", "'", "\""]
      case .bundle:
        [
          "\"dsseEnvelope\"", "\"publicKey\"", "\"certificate\"", "tlogEntries", "[]", "{}", "null",
          "==", "checkpoint",
        ]
      case .keyless:
        [
          "\"messageSignature\"", "\"inclusionProof\"", "\"inclusionPromise\"", "hashedrekord",
          "intoto",
          "0.0.2", "\"hashes\":[", "MII", "AAAA", "==", "null", "[]", "{}", "\u{2014} ", "\\n\\n",
        ]
      case .root: ["\"validFor\":", "\"start\":", "PKIX_ED25519", "MII", "AAAA", "==", "[]", "{}"]
      case .certificate:
        ["-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "MII", "="]
      case .licence:
        ["Copyright (c) ", "Permission is hereby granted", "\n\n", "NonCommercial", "License: "]
      case .tokenizer:
        [
          "\"type\":\"", "Sequence", "Regex", "(?:", ")+", "\\p{L}", "[^", "]*", "{0,999}",
          "merges", "ByteLevel",
        ]
      case .template:
        [
          "{%", "%}", "{{", "}}", "for x in ", "endfor", "if ", "endif", "|", "macro ", "set ",
          "range(999999)", "*", "~", "namespace(",
        ]
      case .parquet: ["PAR1", "PARE", "\u{15}\0", "\u{19}\u{1C}", "a@example.com", "\u{2}\0\0\0"]
      case .zstandard: ["\u{28}\u{2F}", "P*M\u{18}", "{\"text\": \"a@example.com\"}\n"]
      case .fasttext:
        [
          "__label__", "</s>", "\u{C}\0\0\0", "\u{1}\0\0\0", "\u{3}\0\0\0",
          "\u{2}\0\0\0",
          "\u{1}\0\0\0\0\0\0\0",
        ]
      case .xz: ["7zXZ\0", "YZ", "\0\0\0\0", "{\"text\": \"a\"}\n"]
      }
    let marks: [[UInt8]] = [
      [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xEF, 0xBB, 0xBF], [0xE2, 0x80, 0xAE],
    ]
    return texts.map { Array($0.utf8) } + marks
  }

  /// What has to be put right after a change, so that more than the first check is reached.
  func repaired(_ bytes: [UInt8]) -> [UInt8] { self == .tar ? TapeSums.repaired(bytes) : bytes }
}
