import SwiftUI
import Testing
import ViewHost

@MainActor @Suite struct NavigationTests {
  @Test func aLinkPushesAScreenAndTheBackButtonReturns() throws {
    let model = CounterModel()
    let host = ViewHost(Stack(model: model, log: Log()))
    #expect(host.title == "list")
    try host.press("item 2")
    #expect(model.path == [.item(2)])
    #expect(host.title == "detail 2")
    #expect(host.spokenNames == ["list", "detail 2", "close", "deeper"])
    #expect(throws: ViewHostError.self) { try host.press("item 1") }
    try host.press("deeper")
    #expect(model.path == [.item(2), .item(3)])
    try host.goBack()
    #expect(model.path == [.item(2)])
    try host.press("close")
    #expect(model.path.isEmpty)
    #expect(throws: ViewHostError.self) { try host.goBack() }
  }

  @Test func thePathShowsItsScreens() {
    let model = CounterModel()
    let host = ViewHost(Stack(model: model, log: Log()))
    model.path = [.item(1), .item(4)]
    #expect(host.title == "detail 4")
  }

  @Test func theStateOfACoveredScreenIsKeptAndThatOfALeftOneIsNot() throws {
    let model = CounterModel()
    let host = ViewHost(Stack(model: model, log: Log()))
    try host.press("tap 0")
    try host.press("item 1")
    try host.goBack()
    #expect(host.shows("tap 1"))
  }

  @Test func aCoveredScreenDisappears() throws {
    let log = Log()
    let host = ViewHost(Stack(model: CounterModel(), log: log))
    try host.press("item 1")
    try host.goBack()
    #expect(log.lines == ["list appears", "list disappears", "list appears"])
  }

  @Test func aRouteWithoutADestinationIsAProblem() {
    let host = ViewHost(Undirected())
    #expect(throws: ViewHostError.self) { try host.press("go") }
  }

  @Test func aDestinationInAListIsAProblem() {
    let host = ViewHost(Lazily())
    #expect(throws: ViewHostError.self) { try host.check() }
  }

  @Test func aLinkOutsideOfAStackIsDisabled() {
    let host = ViewHost(NavigationLink("go", value: 1))
    #expect(throws: ViewHostError.self) { try host.press("go") }
  }

  @Test func aPushedScreenFollowsItsModel() throws {
    let model = CounterModel()
    let host = ViewHost(
      NavigationStack {
        NavigationLink("open", value: 1)
          .navigationDestination(for: Int.self) { _ in CounterView(model: model) }
      })
    try host.press("open")
    try host.press("add")
    #expect(host.shows("count 1"))
    #expect(host.evaluations["CounterView"] == 2)
  }

  @Test func barItemsAreReadAroundTheTitle() throws {
    let host = ViewHost(Barred())
    #expect(host.spokenNames == ["cancel", "title", "save", "content", "below"])
    #expect(host.controls.map(\.isSizedBySystem) == [true, true, true])
  }

  @Test func aTabKeepsItsStateAndIsEvaluatedWhenItIsFirstShown() throws {
    let host = ViewHost(Tabs())
    #expect(host.evaluations["Tapped"] == 1)
    try host.press("first 0")
    try host.press(.tab, "Two")
    #expect(host.spokenNames == ["second 0", "One", "Two"])
    #expect(try host.node(.tab, "Two").isSelected)
    try host.press(.tab, "One")
    #expect(host.shows("first 1"))
  }

  @Test func inARegularWidthBothColumnsAreShown() throws {
    var environment = EnvironmentValues()
    environment.horizontalSizeClass = .regular
    let host = ViewHost(Columns(), environment: environment)
    #expect(host.spokenNames == ["side", "left", "right"])
    host.environment.horizontalSizeClass = .compact
    #expect(host.spokenNames == ["side", "left"])
  }

  @Test func whatTheSceneKeepsIsThereInTheNextProcess() throws {
    let first = ViewHost(Kept())
    try first.press("kept 0")
    let second = ViewHost(Kept(), restoring: first.keptScene)
    #expect(second.shows("kept 1"))
  }
}

struct Stack: View {
  @Bindable var model: CounterModel
  let log: Log

  var body: some View {
    NavigationStack(path: $model.path) {
      List {
        Tapped(name: "tap")
        ForEach(1..<3) { NavigationLink("item \($0)", value: Route.item($0)) }
      }
      .onAppear { log.add("list appears") }
      .onDisappear { log.add("list disappears") }
      .navigationTitle("list")
      .navigationDestination(for: Route.self) { route in
        switch route {
        case .item(let id): DetailView(id: id)
        case .missing: EmptyView()
        }
      }
    }
  }
}

struct DetailView: View {
  let id: Int
  @Environment(\.dismiss) private var dismiss
  var body: some View {
    VStack {
      Button("close") { dismiss() }
      NavigationLink("deeper", value: Route.item(id + 1))
    }
    .navigationTitle("detail \(id)")
  }
}

struct Undirected: View {
  var body: some View { NavigationStack { NavigationLink("go", value: Route.missing) } }
}

struct Lazily: View {
  var body: some View {
    NavigationStack {
      List { Text(verbatim: "row").navigationDestination(for: Int.self) { _ in EmptyView() } }
    }
  }
}

struct Barred: View {
  var body: some View {
    NavigationStack {
      Text(verbatim: "content")
        .navigationTitle("title")
        .toolbar {
          ToolbarItem(placement: .topBarTrailing) { Button("save") {} }
          ToolbarItem(placement: .cancellationAction) { Button("cancel") {} }
          ToolbarItem(placement: .bottomBar) { Button("below") {} }
        }
    }
  }
}

struct Tabs: View {
  @State private var tab = 1
  var body: some View {
    TabView(selection: $tab) {
      Tapped(name: "first").tabItem { Label("One", systemImage: "house") }.tag(1)
      Tapped(name: "second").tabItem { Label("Two", systemImage: "person") }.tag(2)
    }
  }
}

struct Columns: View {
  var body: some View {
    NavigationSplitView {
      Text(verbatim: "left").navigationTitle("side")
    } detail: {
      Text(verbatim: "right")
    }
  }
}

struct Kept: View {
  @SceneStorage("count") private var count = 0
  var body: some View { Button("kept \(count)") { count += 1 } }
}
