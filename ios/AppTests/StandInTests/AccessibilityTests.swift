import SwiftUI
import Testing
import ViewHost

@MainActor @Suite struct AccessibilityTests {
  @Test func aSymbolAloneHasNoName() throws {
    let host = ViewHost(
      VStack {
        Button {
        } label: {
          Image(systemName: "plus")
        }
        Button {
        } label: {
          Image(systemName: "minus")
        }
        .accessibilityLabel("less")
      })
    #expect(host.controls.map(\.name) == ["", "less"])
  }

  @Test func hiddenThingsAreNotReadAndCannotBePressed() {
    let host = ViewHost(
      VStack {
        Text(verbatim: "read")
        Button("hidden") {}.accessibilityHidden(true)
      })
    #expect(host.spokenNames == ["read"])
    #expect(host.controls.isEmpty)
    #expect(throws: ViewHostError.self) { try host.press("hidden") }
  }

  @Test func combinedThingsAreReadAsOne() {
    let host = ViewHost(
      HStack {
        Text(verbatim: "rain")
        Text(verbatim: "today")
      }
      .accessibilityElement(children: .combine))
    #expect(host.spokenNames == ["rain, today"])
  }

  @Test func aLabelOnSeveralElementsIsAProblem() {
    let host = ViewHost(
      VStack {
        Text(verbatim: "a")
        Text(verbatim: "b")
      }
      .accessibilityLabel("both"))
    #expect(throws: ViewHostError.self) { try host.check() }
  }

  @Test func aContainerHasANameAndItsChildrenAreReadOneByOne() throws {
    let host = ViewHost(
      VStack {
        Text(verbatim: "a")
        Button("b") {}
      }
      .accessibilityElement(children: .contain)
      .accessibilityLabel("both"))
    try host.check()
    #expect(host.spokenNames == ["a", "b"])
    #expect(host.screen.all.contains { $0.name == "both" && !$0.isElement })
    try host.press("b")
  }

  @Test func ignoredChildrenNeedALabel() {
    let host = ViewHost(
      VStack {
        Text(verbatim: "a")
        Text(verbatim: "b")
      }
      .accessibilityElement()
      .accessibilityLabel("both")
      .accessibilityValue("two")
      .accessibilityHint("a hint"))
    #expect(host.spokenNames == ["both"])
    #expect(host.spoken[0].value == "two")
    #expect(host.spoken[0].hint == "a hint")
  }

  @Test func theOrderFollowsThePriority() {
    let host = ViewHost(
      VStack {
        Text(verbatim: "second")
        Text(verbatim: "first").accessibilitySortPriority(1)
      })
    #expect(host.spokenNames == ["first", "second"])
  }

  @Test func headingsAndIdentifiersAreFound() throws {
    let host = ViewHost(
      List {
        Section("today") { Text(verbatim: "row").accessibilityIdentifier("row 1") }
        Text(verbatim: "own").accessibilityAddTraits(.isHeader)
      })
    #expect(host.spoken.map(\.isHeading) == [true, false, true])
    #expect(try host.node(identifier: "row 1").name == "row")
  }

  @Test func onlyTheLabelOfAButtonCanBePressed() throws {
    let host = ViewHost(
      VStack {
        Button("outside") {}.frame(minWidth: 60, minHeight: 60)
        Button {
        } label: {
          Text(verbatim: "inside").padding(30).frame(minWidth: 60, minHeight: 48)
        }
        List { Button("row") {} }.environment(\.defaultMinListRowHeight, 60)
      })
    let sizes = host.controls.map { [$0.minWidth, $0.minHeight] }
    #expect(sizes == [[0, 0], [60, 48], [.infinity, 60]])
  }

  @Test func coloursAndSizesAreDeclared() throws {
    let host = ViewHost(
      VStack {
        Text(verbatim: "a").foregroundStyle(Color(red: 1, green: 0, blue: 0)).font(.system(size: 20, weight: .bold))
        Text(verbatim: "b")
      }
      .font(.system(size: 18))
      .background(Color.white))
    let (first, second) = (host.spoken[0].appearance, host.spoken[1].appearance)
    #expect(first.foreground?.argb == 0xFFFF_0000)
    #expect(first.font?.size == 20)
    #expect(first.font?.isBold == true)
    #expect(first.background?.argb == 0xFFFF_FFFF)
    #expect(second.font?.size == 18)
    #expect(second.foreground == nil)
  }

  @Test func theEnvironmentReachesWhoReadsIt() {
    let host = ViewHost(Sized())
    #expect(host.spokenNames == ["10 light"])
    host.environment.dynamicTypeSize = .accessibility5
    #expect(host.spokenNames == ["31 light"])
    host.environment.colorScheme = .dark
    #expect(host.spokenNames == ["31 dark"])
    host.environment.verticalSizeClass = .compact
    #expect(host.evaluations["Sized"] == 3)
  }

  @Test func aValueOfOurOwnIsInTheEnvironment() {
    let host = ViewHost(
      VStack {
        TargetLabel()
        TargetLabel().environment(\.target, 60)
      })
    #expect(host.spokenNames == ["48", "60"])
  }
}

struct Sized: View {
  @ScaledMetric private var size = 10.0
  @Environment(\.colorScheme) private var scheme
  var body: some View { Text(verbatim: "\(Int(size)) \(scheme == .dark ? "dark" : "light")") }
}

private struct TargetKey: EnvironmentKey {
  static let defaultValue = 48
}

extension EnvironmentValues {
  var target: Int {
    get { self[TargetKey.self] }
    set { self[TargetKey.self] = newValue }
  }
}

struct TargetLabel: View {
  @Environment(\.target) private var target
  var body: some View { Text(verbatim: "\(target)") }
}
