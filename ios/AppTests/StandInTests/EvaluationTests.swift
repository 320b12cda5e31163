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
  }
}
