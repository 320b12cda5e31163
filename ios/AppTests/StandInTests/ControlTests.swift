import SwiftUI
import Testing
import ViewHost

@MainActor @Suite struct ControlTests {
  @Test func aSwitchAndAPickerChangeTheirState() throws {
    let host = ViewHost(Controls())
    try host.press("alarm")
    #expect(try host.node(.toggle, "alarm").isOn == true)
    try host.choose("large", in: "size")
    #expect(try host.node(.picker, "size").value == "large")
    #expect(throws: ViewHostError.self) { try host.choose("huge", in: "size") }
  }

  @Test func anOptionWithoutATagOfTheRightTypeIsAProblem() {
    let host = ViewHost(Untagged())
    #expect(throws: ViewHostError.self) { try host.check() }
  }

  @Test func whatIsDisabledCannotBeUsed() throws {
    let host = ViewHost(
      VStack {
        Button("press") {}
        TextField("field", text: .constant(""))
      }
      .disabled(true))
    #expect(throws: ViewHostError.self) { try host.press("press") }
    #expect(throws: ViewHostError.self) { try host.type("x", into: "field") }
  }

  @Test func typingGivesTheFocusAndReturnSubmits() throws {
    let host = ViewHost(Focused())
    try host.type("word", into: "field")
    #expect(host.spokenNames == ["field", "focused", "word"])
    try host.submit("field")
    #expect(host.spokenNames == ["field", "sent word", "word"])
  }

  @Test func swipesAndMenusOfARowAreActions() throws {
    let log = Log()
    let host = ViewHost(
      List {
        Text(verbatim: "row")
          .swipeActions { Button("delete", role: .destructive) { log.add("deleted") } }
          .contextMenu { Button("copy") { log.add("copied") } }
          .accessibilityAction(named: "move") { log.add("moved") }
      })
    try host.perform("delete", on: "row")
    try host.perform("copy", on: "row")
    try host.perform("move", on: "row")
    #expect(log.lines == ["deleted", "copied", "moved"])
    #expect(throws: ViewHostError.self) { try host.perform("share", on: "row") }
  }

  @Test func aListIsRefreshed() async throws {
    let log = Log()
    let host = ViewHost(List { Text(verbatim: "row") }.refreshable { await log.add("refreshed") })
    try await host.refresh()
    #expect(log.lines == ["refreshed"])
    let other = ViewHost(Text(verbatim: "no list").refreshable {})
    await #expect(throws: ViewHostError.self) { try await other.refresh() }
  }

  @Test func aSearchFieldIsInTheBar() throws {
    let host = ViewHost(Searching())
    try host.type("rain", into: "Search news")
    #expect(host.shows("looking for rain"))
    try host.submit("Search news")
    #expect(host.shows("found rain"))
  }

  @Test func aDateOutsideOfTheRangeIsNotOffered() throws {
    let host = ViewHost(Dated())
    try host.setDate(Date(timeIntervalSince1970: 500), in: "day")
    #expect(host.shows("500"))
    #expect(throws: ViewHostError.self) { try host.setDate(Date(timeIntervalSince1970: 5000), in: "day") }
  }

  @Test func linksOpenAddresses() throws {
    let url = try #require(URL(string: "https://example.com/"))
    var text = AttributedString("read more")
    text.link = url
    let host = ViewHost(
      VStack {
        Link("site", destination: url)
        Text(text)
      })
    try host.press("site")
    try host.pressLink("read more")
    #expect(host.openedURLs == [url, url])
  }

  @Test func theAppCanOpenAddressesItself() throws {
    let url = try #require(URL(string: "songming://item/1"))
    let log = Log()
    let host = ViewHost(
      Link("inside", destination: url)
        .environment(
          \.openURL,
          OpenURLAction { url in
            log.add(url.absoluteString)
            return .handled
          }
        )
        .onOpenURL { log.add("given \($0)") })
    try host.press("inside")
    try host.open(url)
    #expect(log.lines == ["songming://item/1", "given songming://item/1"])
    #expect(host.openedURLs.isEmpty)
  }

  @Test func aStyleOfTheAppShapesItsButtons() throws {
    let host = ViewHost(Button("ok") {}.buttonStyle(LargeStyle()))
    let button = try host.node(.button, "ok")
    #expect(button.minWidth == 60)
    #expect(button.minHeight == 60)
  }

  @Test func textsAreLookedUpWithTheirValues() {
    LocalizedStringKey.catalog["%lld of %@"] = "%2$@: %1$lld"
    defer { LocalizedStringKey.catalog = [:] }
    let host = ViewHost(Text("\(3) of \("ten")"))
    #expect(host.spokenNames == ["ten: 3"])
    #expect(host.front.children[0].catalogKeys == ["%lld of %@"])
  }
}

struct Controls: View {
  @State private var isOn = false
  @State private var size = 1
  var body: some View {
    Toggle("alarm", isOn: $isOn)
    Picker("size", selection: $size) {
      Text(verbatim: "small").tag(1)
      Text(verbatim: "large").tag(2)
    }
  }
}

struct Untagged: View {
  @State private var size: Int? = 1
  var body: some View {
    Picker("size", selection: $size) { Text(verbatim: "small").tag(1) }
  }
}

struct Focused: View {
  @State private var text = ""
  @State private var isSent = false
  @FocusState private var isFocused: Bool
  var body: some View {
    TextField("field", text: $text).focused($isFocused).onSubmit {
      isFocused = false
      isSent = true
    }
    Text(verbatim: isFocused ? "focused" : isSent ? "sent \(text)" : "idle")
    Text(verbatim: text)
  }
}

struct Searching: View {
  @State private var words = ""
  @State private var found = ""
  var body: some View {
    NavigationStack {
      VStack {
        Text(verbatim: "looking for \(words)")
        Text(verbatim: "found \(found)")
      }
      .searchable(text: $words, prompt: "Search news")
      .onSubmit(of: .search) { found = words }
    }
  }
}

struct Dated: View {
  @State private var day = Date(timeIntervalSince1970: 0)
  var body: some View {
    DatePicker(
      "day", selection: $day, in: Date(timeIntervalSince1970: 0)...Date(timeIntervalSince1970: 1000),
      displayedComponents: .date)
    Text(verbatim: "\(Int(day.timeIntervalSince1970))")
  }
}

struct LargeStyle: ButtonStyle {
  func makeBody(configuration: Configuration) -> some View {
    configuration.label.frame(minWidth: 60, minHeight: 60)
  }
}
