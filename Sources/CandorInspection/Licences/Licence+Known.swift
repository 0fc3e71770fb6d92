/// Finding licences by the names that cards and files use.
extension Licence {
  private static let listed: [String: Licence] = {
    var table: [String: Licence] = [:]
    for word in LicenceList.words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let parts = word.split(separator: ":")
      table[parts[0].lowercased()] = Licence(
        String(parts[0]), flags: parts.count > 1 ? parts[1] : "")
    }
    return table
  }()

  /// The licence of an SPDX identifier, in any case.
  static func listed(_ identifier: String) -> Licence? { listed[identifier.lowercased()] }

  /// The licence that a tag of the Hugging Face Hub means. Nil for families (`gpl`, `cc`, `openrail`),
  /// `other` and `unknown`, which name no terms.
  ///
  /// Source: the Hub's table of licence identifiers (hub-docs, repositories-licenses)
  public static func tagged(_ tag: String) -> Licence? {
    let tag = tag.lowercased()
    if let identifier = aliases[tag] { return listed(identifier) ?? models[identifier] }
    if let model = models.values.first(where: { $0.identifier.lowercased() == tag }) {
      return model
    }
    return listed(tag)
  }

  /// Tags whose SPDX identifier is another word.
  private static let aliases = [
    "odc-by": "ODC-By-1.0", "odbl": "ODbL-1.0", "pddl": "PDDL-1.0", "c-uda": "C-UDA-1.0",
    "lgpl-lr": "LGPLLR", "gpl-2.0": "GPL-2.0-only", "gpl-3.0": "GPL-3.0-only",
    "agpl-3.0": "AGPL-3.0-only", "lgpl-2.1": "LGPL-2.1-only", "lgpl-3.0": "LGPL-3.0-only",
    "gfdl": "GFDL-1.3-only",
    "llama": "llama-license-2023", "llama2": "llama-2-license-2023", "llama3": "llama-3",
    "llama3.1": "llama-3.1-license-2024", "llama3.2": "llama-3.2-license-2024",
    "llama3.3": "llama-3.3-license-2024", "llama4": "llama-4-license-2025",
    "gemma": "gemma-tou-2024-04-01", "creativeml-openrail-m": "stable-diffusion-2022-08-22",
    "openrail++": "openrail-plus-plus-m", "bigscience-openrail-m": "bigscience-open-rail-m",
    "bigscience-bloom-rail-1.0": "bigscience-rail-1.0",
    "bigcode-openrail-m": "bigcode-open-rail-m-v1",
    "deepseek": "deepseek-la-1.0", "deepseek-license": "deepseek-la-1.0", "qwen": "qwen-2024",
    "tongyi-qianwen": "tongyi-qianwen-2023",
    "tongyi-qianwen-research": "tongyi-qianwen-research-2023",
    "mnpl": "mistral-mnpl-0.1", "mrl": "mistral-mrl-0.1", "falcon-llm-license": "falcon-2-11b-1.0",
    "stabilityai-ai-community": "stability-ai-community-2024",
    "stability-ai-community": "stability-ai-community-2024", "openmdw-1.1": "openmdw-1.1",
    "nvidia-open-model-license": "nvidia-open-model-2025-04-28",
    "fair-noncommercial-research-license": "fair-noncommercial-research",
    "modified-mit": "moonshot-ai-modified-mit-2025",
    "flux-1-dev-non-commercial-license": "flux-1-nc",
  ]

  /// Licences of models, which the SPDX list does not have, under ScanCode's names where it has one.
  static let models: [String: Licence] = {
    let railConditions: [LicenceCondition] = [.useRestrictions, .sameTerms]
    let llama: [LicenceCondition] = [.userThreshold, .useRestrictions, .naming]
    let table: [(String, [LicenceCondition])] = [
      ("llama-license-2023", [.nonCommercial, .researchOnly]),
      ("llama-2-license-2023", llama + [.noOtherModels]),
      ("llama-3", llama + [.noOtherModels]),
      ("llama-3.1-license-2024", llama), ("llama-3.3-license-2024", llama),
      ("llama-3.2-license-2024", llama + [.regionExcluded]),
      ("llama-4-license-2025", llama + [.regionExcluded]),
      ("gemma-tou-2024-04-01", [.useRestrictions, .revocable]),
      ("gemma-tou-2025-03-24", [.useRestrictions, .revocable]),
      ("stable-diffusion-2022-08-22", railConditions + [.revocable]),
      ("openrail-plus-plus-m", railConditions), ("bigscience-open-rail-m", railConditions),
      ("bigscience-open-rail-m2", railConditions), ("bigscience-rail-1.0", railConditions),
      ("bigcode-open-rail-m-v1", railConditions), ("deepseek-la-1.0", railConditions),
      ("qwen-2024", [.userThreshold, .naming]),
      ("tongyi-qianwen-2023", [.userThreshold, .noOtherModels]),
      ("tongyi-qianwen-research-2023", [.nonCommercial, .researchOnly]),
      ("mistral-mnpl-0.1", [.nonCommercial, .researchOnly]),
      ("mistral-mrl-0.1", [.nonCommercial, .researchOnly]),
      ("falcon-2-11b-1.0", [.useRestrictions, .revocable, .naming]),
      ("stability-ai-community-2024", [.revenueThreshold, .revocable, .naming, .useRestrictions]),
      ("stability-ai-nc-2023-12-06", [.nonCommercial]),
      ("nvidia-open-model-2025-04-28", [.useRestrictions, .revocable]),
      ("moonshot-ai-modified-mit-2025", [.userThreshold, .naming]),
      ("fair-noncommercial-research", [.nonCommercial, .researchOnly]),
      ("flux-1-nc", [.nonCommercial, .useRestrictions]),
      ("exaone-ai-model-1.1-nc", [.nonCommercial, .researchOnly]),
      ("tencent-hunyuan-3d-2.0-cla", [.userThreshold, .regionExcluded, .useRestrictions]),
      ("gemma-pup-2024-02-21", [.useRestrictions]),
      ("ltxv-owl-2025-04-17", [.useRestrictions, .revenueThreshold]),
      ("open-weights-permissive-1.0.0", []), ("openmdw-1.1", []),
    ]
    return Dictionary(
      uniqueKeysWithValues: table.map { key, conditions in
        (key, Licence("LicenseRef-scancode-" + key, conditions: conditions))
      })
  }()
}
