// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is checked for memory safety, may return spans with stated lifetimes, and
/// treats a warning as an error. `Lifetimes` is the one experimental feature: it is what lets
/// `Buffer` hand out a `Span` of itself, and swift-collections and swift-nio rely on it too.
let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// The house, ground floor first. A target imports only floors below its own (ARCHITECTURE.md), and
/// declares all it imports: a build makes again only what depends on a change by declaration.
let package = Package(
  name: "candor",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "candor", targets: ["candor"]),
    .executable(name: "candor-bench", targets: ["candor-bench"]),
    .library(name: "CandorTraining", targets: ["CandorTraining"]),
    .library(name: "CandorModels", targets: ["CandorModels"]),
    .library(name: "CandorRelease", targets: ["CandorRelease"]),
    .library(name: "CandorInspection", targets: ["CandorInspection"]),
    .library(name: "CandorAudit", targets: ["CandorAudit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // cellar
    .target(name: "CCandorKernels"),

    // ground floor
    .target(
      name: "CandorCore",
      dependencies: [
        "CCandorKernels", systemPackage, .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // first floor
    .target(
      name: "CandorTensors",
      dependencies: ["CandorCore", "CCandorKernels", systemPackage]),
    .target(name: "CandorText", dependencies: ["CandorCore", systemPackage]),
    .target(name: "CandorContainers", dependencies: ["CandorCore", systemPackage]),

    // second floor
    .target(
      name: "CandorModels",
      dependencies: ["CandorCore", "CandorTensors", "CandorText", systemPackage]),
    .target(
      name: "CandorCorpus",
      dependencies: ["CandorCore", "CandorContainers", "CandorText", systemPackage]),
    .target(
      name: "CandorRelease",
      dependencies: [
        "CandorCore", "CandorTensors", systemPackage, .product(name: "Yams", package: "Yams"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ]),

    // third floor
    .target(
      name: "CandorTraining",
      dependencies: [
        "CandorCore", "CandorTensors", "CandorText", "CandorModels", "CandorCorpus",
        "CandorRelease",
        "CCandorKernels", systemPackage,
      ]),
    .target(
      name: "CandorInspection",
      dependencies: ["CandorCore", "CandorTensors", "CandorRelease", systemPackage]),
    .target(
      name: "CandorAudit",
      dependencies: [
        "CandorCore", "CandorText", "CandorContainers", "CandorCorpus", "CCandorKernels",
        systemPackage,
      ]),

    // attic
    .executableTarget(
      name: "candor",
      dependencies: [
        "CandorCore", "CandorTensors", "CandorText", "CandorModels", "CandorCorpus",
        "CandorRelease", "CandorTraining", "CandorInspection", "CandorAudit", systemPackage,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "candor-bench",
      dependencies: [
        "CandorCore", "CandorTensors", "CandorText", "CandorModels", "CandorCorpus",
        "CandorTraining", "CandorAudit", systemPackage,
      ]),
    .executableTarget(
      name: "candor-fuzz",
      dependencies: [
        "CandorCore", "CandorTensors", "CandorText", "CandorModels", "CandorRelease",
        "CandorTraining", "CandorInspection", "CandorAudit", systemPackage,
      ]),

    .testTarget(name: "CandorCoreTests", dependencies: ["CandorCore", systemPackage]),
    .testTarget(
      name: "CandorContainersTests",
      dependencies: ["CandorCore", "CandorContainers", systemPackage]),
    .testTarget(
      name: "CandorTensorsTests",
      dependencies: ["CandorCore", "CandorTensors", "CCandorKernels", systemPackage]),
    .testTarget(
      name: "CandorTextTests", dependencies: ["CandorCore", "CandorText", systemPackage]),
    .testTarget(
      name: "CandorModelsTests",
      dependencies: ["CandorCore", "CandorTensors", "CandorText", "CandorModels", systemPackage]),
    .testTarget(
      name: "CandorCorpusTests",
      dependencies: [
        "CandorCore", "CandorText", "CandorContainers", "CandorCorpus", systemPackage,
      ]),
    .testTarget(
      name: "CandorReleaseTests",
      dependencies: [
        "CandorCore", "CandorRelease", systemPackage,
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "CandorTrainingTests",
      dependencies: [
        "CandorCore", "CandorTensors", "CandorModels", "CandorCorpus", "CandorRelease",
        "CandorTraining", systemPackage,
      ]),
    .testTarget(
      name: "CandorInspectionTests",
      dependencies: ["CandorCore", "CandorRelease", "CandorInspection", systemPackage]),
    .testTarget(
      name: "CandorAuditTests",
      dependencies: [
        "CandorCore", "CandorText", "CandorContainers", "CandorAudit", systemPackage,
      ]),
  ],
  cLanguageStandard: .c17
)

for target in package.targets where target.name != "CCandorKernels" {
  target.swiftSettings = settings
}
