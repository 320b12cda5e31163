// swift-tools-version: 6.0
import PackageDescription

// Every Linux program that uses Observation needs this: its library refers to a symbol that Swift 6.0's runtime there does
// not export (swiftlang/swift#75670).
let observation: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux]))
]

let core: Target.Dependency = .product(name: "SongmingCore", package: "swift")

let package = Package(
  name: "SongmingKit",
  defaultLocalization: "zh-Hans",
  // Observation begins with iOS 17.
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [
    .library(name: "SongmingKit", targets: ["SongmingKit"]),
    .library(name: "SongmingKitTesting", targets: ["SongmingKitTesting"]),
  ],
  dependencies: [.package(path: "../../bindings/swift")],
  targets: [
    .target(name: "SongmingKit", dependencies: [core], resources: [.process("Resources")]),
    // For tests only: a fake of the core, and the publisher as a process.
    .target(
      name: "SongmingKitTesting", dependencies: ["SongmingKit", core],
      path: "Tests/SongmingKitTesting"),
    .testTarget(
      name: "SongmingKitTests", dependencies: ["SongmingKit", "SongmingKitTesting", core],
      linkerSettings: observation),
  ],
  swiftLanguageModes: [.v6]
)
