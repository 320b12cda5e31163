import SwiftUI
import Testing
import ViewHost

@MainActor @Suite struct IdentityTests {
  @Test func stateIsKeptWhereAViewStays() throws {
    let model = CounterModel()
    let host = ViewHost(Branches(model: model))
    try host.press("tap 0")
    model.other = 1
    #expect(host.shows("tap 1"))
  }

  @Test func stateIsLostWhereABranchChanges() throws {
    let model = CounterModel()
    let host = ViewHost(Branches(model: model))
    try host.press("tap 0")
    model.count = 1
    #expect(host.shows("tap 0"))
    model.count = 0
    #expect(host.shows("tap 0"))
  }

  @Test func siblingsOfOneTypeHaveStatesOfTheirOwn() throws {
    let host = ViewHost(
      VStack {
        Tapped(name: "a")
        Tapped(name: "b")
      })
    try host.press("b 0")
    #expect(host.spokenNames == ["a 0", "b 1"])
  }

  @Test func stateMovesWithItsRow() throws {
    let list = Rows()
    let host = ViewHost(RowsView(rows: list))
    try host.press("two 0")
    list.entries.reverse()
    #expect(host.spokenNames == ["three 0", "two 1", "one 0"])
    list.entries.removeAll { $0.id == 2 }
    #expect(host.spokenNames == ["three 0", "one 0"])
    list.entries.append(Entry(id: 2, title: "two"))
    #expect(host.spokenNames == ["three 0", "one 0", "two 0"])
  }

  @Test func onlyTheRowThatChangedIsEvaluated() {
    let list = Rows()
    let host = ViewHost(RowsView(rows: list))
    #expect(host.evaluations["RowTapped"] == 3)
    list.entries[1].title = "zwei"
    #expect(host.shows("zwei 0"))
    #expect(host.evaluations["RowTapped"] == 4)
  }

  @Test func twoRowsWithOneIdAreAProblem() {
    let list = Rows()
    let host = ViewHost(RowsView(rows: list))
    #expect(host.problems.isEmpty)
    list.entries.append(Entry(id: 1, title: "again"))
    #expect(host.problems.count == 1)
    #expect(host.problems[0].contains("ForEach has the id 1 twice"))
    #expect(throws: ViewHostError.self) { try host.check() }
  }

  @Test func anotherIdIsAnotherView() throws {
    let model = CounterModel()
    let host = ViewHost(Identified(model: model))
    try host.press("tap 0")
    #expect(host.shows("tap 1"))
    model.count = 1
    #expect(host.shows("tap 0"))
  }

  @Test func aListShowsWhatFitsAndMoreWhenItIsScrolled() throws {
    let host = ViewHost(List(0..<25, id: \.self) { Text(verbatim: "row \($0)") }, rowsPerScreen: 10)
    #expect(host.spoken.count == 10)
    #expect(try host.scroll())
    #expect(host.spoken.count == 20)
    #expect(try host.scroll())
    #expect(host.spoken.count == 25)
    #expect(try !host.scroll())
  }
}

struct Tapped: View {
  let name: String
  @State private var count = 0
  var body: some View { Button("\(name) \(count)") { count += 1 } }
}

struct Branches: View {
  let model: CounterModel
  var body: some View {
    Text(verbatim: "other \(model.other)")
    if model.count == 0 {
      Tapped(name: "tap")
    } else {
      Tapped(name: "tap")
    }
  }
}

@MainActor @Observable final class Rows {
  var entries = [Entry(id: 1, title: "one"), Entry(id: 2, title: "two"), Entry(id: 3, title: "three")]
}

struct RowTapped: View {
  let entry: Entry
  @State private var count = 0
  var body: some View { Button("\(entry.title) \(count)") { count += 1 } }
}

struct RowsView: View {
  let rows: Rows
  var body: some View {
    List {
      ForEach(rows.entries) { RowTapped(entry: $0) }
    }
  }
}

struct Identified: View {
  let model: CounterModel
  var body: some View { Tapped(name: "tap").id(model.count) }
}
