import CandorCore
import SystemPackage

/// `generation_config.json`: how the makers of a model suggest to sample it.
struct GenerationConfiguration {
  static let fileName = "generation_config.json"

  var endOfText: Set<Int32> = []
  var sampling = SamplingOptions()

  /// Nothing is suggested where the file is missing.
  ///
  /// - Throws: `malformed`, naming the field; `usage` for a sampling that has no meaning.
  init(folder: FilePath) throws {
    let path = folder.appending(Self.fileName)
    guard FileSystem.exists(path) else { return }
    let file = path.string
    guard case .object(let object) = try JSONValue.load(path, limit: 1 << 20) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: file))
    }
    endOfText = try Self.identifiers(object, file: file)
    guard try object.optionalBool("do_sample", in: file) == true else { return }
    func number(_ key: String) throws -> Float? {
      try object.optionalDouble(key, in: file).map { Float($0) }
    }
    let topK = try object.optionalInteger("top_k", in: file) ?? 0
    do {
      sampling = try SamplingOptions(
        temperature: number("temperature") ?? 1, topK: topK > 0 ? topK : nil,
        topP: number("top_p") ?? 1, minP: number("min_p") ?? 0,
        repetitionPenalty: number("repetition_penalty") ?? 1
      ).validated()
    } catch var error as CandorError where error.code == .usage {
      error.code = .malformed
      error.location?.file = file
      throw error
    }
  }

  /// One id or a list of them.
  private static func identifiers(_ object: JSONObject, file: String) throws -> Set<Int32> {
    let value = object["eos_token_id"] ?? .null
    let list: [JSONValue] =
      switch value {
      case .null: []
      case .array(let items): items
      default: [value]
      }
    return try Set(
      list.map { item in
        guard case .integer(let id) = item, let id = Int32(exactly: id) else {
          throw CandorError(
            .malformed, "expected ids of tokens", at: .init(file: file, field: "eos_token_id"))
        }
        return id
      })
  }
}
