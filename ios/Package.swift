// swift-tools-version: 6.0
// For Linux only: Xcode uses Songming.xcodeproj. Linux/SwiftUI stands in for Apple's SwiftUI, and Linux/Stubs for the other
// modules that only a Mac has. The sources of the app are the same on both.
import PackageDescription

/// The modules of Linux/Stubs, with what they import.
let stubs: [String: [Target.Dependency]] = [
  "AVFoundation": [],
  "Accessibility": [],
  "AuthenticationServices": ["UIKit"],
  "BackgroundTasks": [],
  "CoreTransferable": ["UniformTypeIdentifiers"],
  "EventKit": [],
  "EventKitUI": ["EventKit", "UIKit"],
  "MediaPlayer": [],
  "Network": [],
  "PhotosUI": ["CoreTransferable", "SwiftUI", "UIKit", "UniformTypeIdentifiers"],
  "QuickLook": ["UIKit"],
  "Security": [],
  "UIKit": [],
  "UniformTypeIdentifiers": [],
  "UserNotifications": [],
]
let stubNames = stubs.keys.sorted()

// swiftlang/swift#75670: libswiftObservation.so of Swift 6.0 and 6.1 lacks a symbol that nothing calls.
let linking: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux]))
]
let appDependencies: [Target.Dependency] =
  ["SwiftUI", .product(name: "SongmingKit", package: "SongmingKit")] + stubNames.map { .target(name: $0) }

/// A fake of the core, and the publisher as a process.
let testing: Target.Dependency = .product(name: "SongmingKitTesting", package: "SongmingKit")

let core: Target.Dependency = .product(name: "SongmingCore", package: "swift")
let kitDependencies: [Target.Dependency] = [.product(name: "SongmingKit", package: "SongmingKit"), testing, core]
let shareDependencies: [Target.Dependency] = ["ShareExtension"] + appDependencies
let testDependencies: [Target.Dependency] = ["App", "ViewHost", testing] + appDependencies

// One expression of all targets would take the compiler too long.
let targets: [Target] = [
  .target(
    name: "SwiftUI", dependencies: ["UIKit"], path: "Linux/SwiftUI", swiftSettings: [.swiftLanguageMode(.v5)]),
  .target(name: "ViewHost", dependencies: ["Accessibility", "SwiftUI"], path: "Linux/ViewHost"),
  // Without package access it sees of SwiftUI what is public: Apple's interface.
  .executableTarget(
    name: "App", dependencies: appDependencies, path: "App", packageAccess: false, linkerSettings: linking),
  .target(name: "ShareExtension", dependencies: appDependencies, path: "ShareExtension", packageAccess: false),
  .testTarget(
    name: "ShareExtensionTests", dependencies: shareDependencies, path: "ShareExtensionTests",
    linkerSettings: linking),
  .testTarget(
    name: "StandInTests", dependencies: ["SwiftUI", "ViewHost"], path: "AppTests/StandInTests",
    linkerSettings: linking),
  // Also a target of the Kit's own package. Here, so that one build serves all tests.
  .testTarget(
    name: "SongmingKitTests", dependencies: kitDependencies, path: "SongmingKit/Tests/SongmingKitTests",
    linkerSettings: linking),
  .testTarget(
    name: "AppTests", dependencies: testDependencies, path: "AppTests",
    exclude: ["StandInTests"],
    linkerSettings: linking),
]
let stubTargets: [Target] = stubNames.map { name in
  .target(
    name: name, dependencies: stubs[name] ?? [], path: "Linux/Stubs/\(name)", swiftSettings: [.swiftLanguageMode(.v5)])
}

let package = Package(
  name: "SongmingOnLinux", dependencies: [.package(path: "SongmingKit"), .package(path: "../bindings/swift")],
  targets: targets + stubTargets,
  swiftLanguageModes: [.v6])
