import CandorCore
import CandorTensors
import SystemPackage

/// `config.json` of Hugging Face transformers.
extension DecoderConfiguration {
  public static let fileName = "config.json"

  /// Reads the `config.json` of `folder`.
  ///
  /// - Throws: `unsupported`, naming the field, for whatever this decoder does not compute;
  ///   `malformed` for fields that are missing, mistyped or out of range; `notFound`.
  public init(folder: FilePath) throws {
    let path = folder.appending(Self.fileName)
    guard case .object(let object) = try JSONValue.load(path, limit: 1 << 20) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
    }
    try self.init(huggingFace: object, file: path.string)
  }

  /// - Throws: as `init(folder:)`.
  public init(huggingFace object: JSONObject, file: String) throws {
    let fields = ConfigurationReader(object, file: file)
    let type = try fields.string("model_type") ?? ""
    guard let family = Family(rawValue: type) else {
      throw fields.unsupported(
        "model_type", "`\(type)` is not supported",
        hint: "supported are " + Family.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))
    }
    let definition = family.definition
    for architecture in try fields.array("architectures") ?? []
    where architecture != .string(definition.architecture) {
      throw fields.unsupported(
        "architectures", "this is not a `\(definition.architecture)`")
    }
    let (hiddenSize, heads) = try (
      fields.requiredInteger("hidden_size"), fields.requiredInteger("num_attention_heads")
    )
    let headSize = try fields.integer("head_dim")
    guard headSize != nil || (heads > 0 && hiddenSize % heads == 0) else {
      throw CandorError(
        .malformed, "\(heads) heads do not divide a width of \(hiddenSize)",
        hint: "name the size of a head as `head_dim`",
        at: .init(file: file, field: "num_attention_heads"))
    }
    var decoder = try DecoderConfiguration(
      vocabularySize: fields.requiredInteger("vocab_size"), hiddenSize: hiddenSize,
      layers: fields.requiredInteger("num_hidden_layers"), queryHeads: heads,
      keyValueHeads: fields.integer("num_key_value_heads") ?? heads,
      headSize: headSize ?? hiddenSize / heads,
      feedForwardSize: fields.requiredInteger("intermediate_size"),
      contextLength: fields.requiredInteger("max_position_embeddings"),
      normEpsilon: Float(fields.requiredNumber("rms_norm_eps")),
      tiedEmbeddings: fields.bool("tie_word_embeddings") ?? definition.tiedEmbeddings)
    decoder.family = family
    // Checked before a family counts layers, and once more when all is known.
    decoder = try decoder.validated(file: file)
    try definition.configure(&decoder, fields)
    let activation = decoder.activation == .silu ? "silu" : "gelu_pytorch_tanh"
    try fields.require("hidden_act", activation)
    try fields.require("hidden_activation", activation)
    try fields.require("pretraining_tp", "1")
    try fields.requireKnownQuantisation()
    try fields.refuseTheRest()
    self = try decoder.validated(file: file)
  }
}
