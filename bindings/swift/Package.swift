// swift-tools-version: 6.0
import Foundation
import PackageDescription

#if canImport(Darwin)
  // Made by bindings/build-xcframework.
  let ffi = Target.binaryTarget(name: "SongmingFFI", path: "SongmingFFI.xcframework")
  let linking: [LinkerSetting] = []
#else
  // The folder with libsongming.so.
  let built = Context.environment["SONGMING_BUILT"] ?? "\(Context.packageDirectory)/../../target/debug"
  let ffi = Target.systemLibrary(name: "SongmingFFI", path: "Sources/SongmingFFI")
  let linking: [LinkerSetting] = [
    .unsafeFlags(["-L\(built)", "-Xlinker", "-rpath", "-Xlinker", built]),
    .linkedLibrary("songming"),
  ]
#endif

// The first program of ../README.md, which a test runs. Written by bindings/readme-program; other users of the package have no
// such file.
let firstProgram = "Tests/FirstProgram"
let programs: [Target] =
  FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(firstProgram)/main.swift")
  ? [.executableTarget(name: "FirstProgram", dependencies: ["SongmingCore"], path: firstProgram)] : []

let package = Package(
  name: "SongmingCore",
  platforms: [.iOS(.v16), .macOS(.v13)],
  products: [.library(name: "SongmingCore", targets: ["SongmingCore"])],
  targets: [
    ffi,
    // Sources/SongmingCore/Generated is written by bindings/generate.
    .target(name: "SongmingCore", dependencies: ["SongmingFFI"], linkerSettings: linking),
    .testTarget(name: "SongmingCoreTests", dependencies: ["SongmingCore"]),
  ] + programs,
  swiftLanguageModes: [.v6]
)
