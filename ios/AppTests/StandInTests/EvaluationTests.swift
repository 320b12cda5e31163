import SwiftUI
import Testing
import ViewHost

@MainActor @Suite struct EvaluationTests {
  @Test func aBodyFollowsTheModelThatItRead() throws {
    let model = CounterModel()
    let host = ViewHost(CounterView(model: model))
    #expect(host.spokenNames == ["count 0", "add"])
    try host.press("add")
    #expect(host.spokenNames == ["count 1", "add"])
    #expect(host.evaluations["CounterView"] == 2)
    #expect(host.presses[.button] == 1)
  }

  @Test func aBodyIsNotEvaluatedForWhatItDidNotRead() {
    let model = CounterModel()
    let host = ViewHost(CounterView(model: model))
    model.other = 5
    #expect(host.evaluations["CounterView"] == 1)
    model.count = 1
    _ = host.screen
    _ = host.screen
    #expect(host.evaluations["CounterView"] == 2)
  }

  @Test func aModelThatCannotBeObservedIsNotFollowed() throws {
    let model = PlainModel()
    let host = ViewHost(PlainView(model: model, other: CounterModel()))
    try host.press("add")
    #expect(host.shows("plain 0"))
  }

  @Test func aModelThatCannotBeObservedIsNotFollowedWhenTheParentIsEvaluated() throws {
    let (plain, observed) = (PlainModel(), CounterModel())
    let host = ViewHost(Outer(plain: plain, observed: observed))
    plain.count = 7
    observed.other += 1
    #expect(host.shows("other 1"))
    #expect(host.shows("plain 0"))
    #expect(host.evaluations["PlainLabel"] == 1)
  }

  @Test func aChildIsEvaluatedAgainWhenItsInputChanges() {
    let model = CounterModel()
    let host = ViewHost(InputView(model: model))
    model.count = 3
    #expect(host.shows("input 3"))
    model.other = 1
    #expect(host.shows("other 1"))
    #expect(host.evaluations["InputLabel"] == 2)
    #expect(host.evaluations["InputView"] == 3)
  }

  @Test func aChildAloneIsEvaluatedWhenOnlyItReads() {
    let model = CounterModel()
    let host = ViewHost(Holder(model: model))
    model.count = 1
    #expect(host.shows("count 1"))
    #expect(host.evaluations == ["Holder": 1, "CounterView": 2])
  }

  @Test func aChangeOnAnotherThreadIsFollowed() async throws {
    let model = ThreadedModel()
    let host = ViewHost(ThreadedView(model: model))
    await Task.detached { model.count = 4 }.value
    try await host.waitFor("threaded 4")
  }

  @Test func aStateThatIsSetToWhatItIsEvaluatesNothing() throws {
    let host = ViewHost(Flag())
    try host.press("again")
    #expect(host.evaluations["Flag"] == 1)
    try host.press("other")
    #expect(host.evaluations["Flag"] == 2)
  }

  @Test func aBindingThatIsOnlyPassedOnEvaluatesOnlyWhoReadsIt() throws {
    let host = ViewHost(Form1())
    try host.type("abc", into: "name")
    #expect(try host.node(.textField, "name").value == "abc")
    #expect(host.evaluations == ["Form1": 1])
  }

  @Test func writingDuringAnEvaluationIsAProblem() {
    let host = ViewHost(Writing())
    #expect(throws: ViewHostError.self) { try host.check() }
  }

  @Test func viewsThatNeverComeToRestAreAProblem() {
    let host = ViewHost(Restless())
    #expect(throws: ViewHostError.self) { try host.check() }
  }

  @Test func aPropertyOfTheModelIsBound() throws {
    let model = CounterModel()
    let host = ViewHost(Bound(model: model))
    try host.type("xy", into: "name")
    #expect(model.name == "xy")
    model.name = "z"
    #expect(try host.node(.textField, "name").value == "z")
  }

  @Test func aModifierHasStateOfItsOwn() throws {
    let host = ViewHost(Text(verbatim: "content").modifier(Counting()))
    try host.press("more")
    try host.press("more")
    #expect(host.spokenNames == ["content", "more", "2 more"])
  }
}

struct PlainView: View {
  let model: PlainModel
  let other: CounterModel
  var body: some View {
    Text(verbatim: "plain \(model.count)")
    Button("add") { model.count += 1 }
  }
}

struct PlainLabel: View {
  let model: PlainModel
  var body: some View { Text(verbatim: "plain \(model.count)") }
}

struct Outer: View {
  let plain: PlainModel
  let observed: CounterModel
  var body: some View {
    Text(verbatim: "other \(observed.other)")
    PlainLabel(model: plain)
  }
}

struct InputLabel: View {
  let number: Int
  var body: some View { Text(verbatim: "input \(number)") }
}

struct InputView: View {
  let model: CounterModel
  var body: some View {
    InputLabel(number: model.count)
    Text(verbatim: "other \(model.other)")
  }
}

struct Holder: View {
  let model: CounterModel
  var body: some View { CounterView(model: model) }
}

@Observable final class ThreadedModel: @unchecked Sendable {
  var count = 0
}

struct ThreadedView: View {
  let model: ThreadedModel
  var body: some View { Text(verbatim: "threaded \(model.count)") }
}

struct Flag: View {
  @State private var isOn = false
  var body: some View {
    Text(verbatim: isOn ? "on" : "off")
    Button("again") { isOn = false }
    Button("other") { isOn.toggle() }
  }
}

struct Form1: View {
  @State private var name = ""
  var body: some View { TextField("name", text: $name) }
}

struct Writing: View {
  @State private var count = 0
  var body: some View {
    Text(verbatim: "count \(counted())")
  }

  private func counted() -> Int {
    count = 1
    return count
  }
}

struct Restless: View {
  @State private var count = 0
  var body: some View {
    Text(verbatim: "\(count)").onChange(of: count, initial: true) { count += 1 }
  }
}

struct Bound: View {
  @Bindable var model: CounterModel
  var body: some View { TextField("name", text: $model.name) }
}

struct Counting: ViewModifier {
  @State private var count = 0
  func body(content: Content) -> some View {
    content
    Button("more") { count += 1 }
    Text(verbatim: "\(count) more")
  }
}
