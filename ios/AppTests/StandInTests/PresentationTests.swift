import SwiftUI
import Testing
import ViewHost

@MainActor @Suite struct PresentationTests {
  @Test func aSheetCoversTheScreenUntilItIsDismissed() throws {
    let log = Log()
    let host = ViewHost(Sheets(log: log).environment(CounterModel()))
    try host.press("open")
    #expect(host.front.role == .sheet)
    #expect(throws: ViewHostError.self) { try host.press("open") }
    try host.press("done")
    #expect(host.front.role == .screen)
    #expect(log.lines == ["dismissed"])
    try host.press("open")
    try host.dismiss()
    #expect(log.lines == ["dismissed", "dismissed"])
  }

  @Test func aSheetHasTheEnvironmentOfWhatPresentsIt() throws {
    let model = CounterModel()
    let host = ViewHost(Sheets(log: Log()).environment(model))
    try host.press("open")
    try host.press("add")
    #expect(model.count == 1)
    #expect(host.shows("count 1"))
  }

  @Test func aMissingModelIsAProblem() {
    let host = ViewHost(FromEnvironment())
    #expect(host.problems == ["there is no CounterModel in the environment (in FromEnvironment)"])
  }

  @Test func aModelThatOnlyTheContentHasIsMissingInTheSheet() {
    let host = ViewHost(WrongOrder())
    #expect(throws: ViewHostError.self) { try host.press("open") }
  }

  @Test func theStateOfASheetIsNewEachTime() throws {
    let host = ViewHost(ItemSheet())
    try host.press("open 1")
    try host.press("tap 0")
    #expect(host.shows("tap 1"))
    try host.dismiss()
    try host.press("open 1")
    #expect(host.shows("tap 0"))
  }

  @Test func anAlertIsAnsweredByItsButtons() throws {
    let log = Log()
    let host = ViewHost(Asking(log: log))
    try host.press("delete")
    #expect(host.front.role == .alert)
    #expect(host.spokenNames == ["Really?", "It is lost.", "yes", "no"])
    #expect(try host.node(.button, "yes").isDestructive)
    try host.press("yes")
    #expect(log.lines == ["deleted"])
    #expect(host.front.role == .screen)
  }

  @Test func aDialogCanAlwaysBeCancelled() throws {
    let log = Log()
    let host = ViewHost(Dialog(log: log))
    try host.press("ask")
    #expect(host.spokenNames == ["Which?", "this", "取消"])
    try host.press("取消")
    #expect(log.lines.isEmpty)
    #expect(host.front.role == .screen)
  }

  @Test func twoPresentationsOfOneScreenAreAProblem() throws {
    let host = ViewHost(Twice())
    #expect(throws: ViewHostError.self) { try host.press("both") }
  }

  @Test func aSheetThatMayNotBeSwipedAwayStays() throws {
    let host = ViewHost(Firm())
    #expect(throws: ViewHostError.self) { try host.dismiss() }
  }

  @Test func aMenuOpensAndAPressClosesIt() throws {
    let log = Log()
    let host = ViewHost(Menu("more") { Button("copy") { log.add("copied") } })
    #expect(throws: ViewHostError.self) { try host.press("copy") }
    try host.press("more")
    try host.press("copy")
    #expect(log.lines == ["copied"])
    #expect(host.front.role == .screen)
  }

  @Test func aSheetCanPresentAnother() throws {
    let host = ViewHost(Nested(depth: 0))
    try host.press("open 0")
    try host.press("open 1")
    #expect(host.spokenNames == ["open 2"])
    try host.dismiss()
    #expect(host.spokenNames == ["open 1"])
  }
}

struct FromEnvironment: View {
  @Environment(CounterModel.self) private var model
  var body: some View { CounterView(model: model) }
}

struct SheetContent: View {
  @Environment(\.dismiss) private var dismiss
  var body: some View {
    FromEnvironment()
    Button("done") { dismiss() }
  }
}

struct Sheets: View {
  let log: Log
  @State private var isOpen = false
  var body: some View {
    Button("open") { isOpen = true }
      .sheet(isPresented: $isOpen, onDismiss: { log.add("dismissed") }, content: { SheetContent() })
  }
}

struct WrongOrder: View {
  @State private var isOpen = false
  var body: some View {
    Button("open") { isOpen = true }
      .environment(CounterModel())
      .sheet(isPresented: $isOpen) { FromEnvironment() }
  }
}

struct ItemSheet: View {
  @State private var entry: Entry?
  var body: some View {
    Button("open 1") { entry = Entry(id: 1, title: "one") }
      .sheet(item: $entry) { _ in Tapped(name: "tap") }
  }
}

struct Asking: View {
  let log: Log
  @State private var isAsking = false
  var body: some View {
    Button("delete") { isAsking = true }
      .alert("Really?", isPresented: $isAsking) {
        Button("yes", role: .destructive) { log.add("deleted") }
        Button("no", role: .cancel) {}
      } message: {
        Text(verbatim: "It is lost.")
      }
  }
}

struct Dialog: View {
  let log: Log
  @State private var isAsking = false
  var body: some View {
    Button("ask") { isAsking = true }
      .confirmationDialog("Which?", isPresented: $isAsking) { Button("this") { log.add("this") } }
  }
}

struct Twice: View {
  @State private var isOn = false
  var body: some View {
    VStack {
      Button("both") { isOn = true }.sheet(isPresented: $isOn) { EmptyView() }
      Text(verbatim: "x").alert("alert", isPresented: $isOn) {}
    }
  }
}

struct Firm: View {
  @State private var isOn = true
  var body: some View {
    Text(verbatim: "x").sheet(isPresented: $isOn) { Text(verbatim: "y").interactiveDismissDisabled() }
  }
}

struct Nested: View {
  let depth: Int
  @State private var isOn = false
  var body: some View {
    Button("open \(depth)") { isOn = true }.sheet(isPresented: $isOn) { AnyView(Nested(depth: depth + 1)) }
  }
}
