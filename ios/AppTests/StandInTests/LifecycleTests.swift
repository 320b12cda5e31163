import SwiftUI
import Testing
import ViewHost

@MainActor @Observable final class Log {
  var lines: [String] = []
  var isShown = true
  var id = 1
  func add(_ line: String) { lines.append(line) }
}

@MainActor @Suite struct LifecycleTests {
  @Test func aTaskBeginsWhenItsViewAppearsAndIsCancelledWhenItDisappears() async throws {
    let log = Log()
    let host = ViewHost(TaskView(log: log))
    try await host.settle { log.lines == ["begin 1"] }
    log.isShown = false
    try await host.settle { log.lines == ["begin 1", "cancelled 1"] }
    log.isShown = true
    try await host.settle { log.lines.last == "begin 1" && log.lines.count == 3 }
    host.unmount()
    try await host.settle { log.lines.last == "cancelled 1" }
  }

  @Test func aTaskBeginsAgainWithAnotherId() async throws {
    let log = Log()
    let host = ViewHost(TaskView(log: log))
    try await host.settle { log.lines == ["begin 1"] }
    log.id = 2
    try await host.settle { log.lines.count == 3 }
    #expect(log.lines.sorted() == ["begin 1", "begin 2", "cancelled 1"])
  }

  @Test func aTaskThatEndedDoesNotBeginAgainAtAnEvaluation() async throws {
    let log = Log()
    let model = CounterModel()
    let host = ViewHost(ShortTask(log: log, model: model))
    try await host.settle { log.lines == ["ran"] }
    model.count = 1
    try await host.settle { host.shows("count 1") }
    #expect(log.lines == ["ran"])
  }

  @Test func appearingAndDisappearingAreTold() {
    let log = Log()
    let host = ViewHost(Appearing(log: log))
    #expect(log.lines == ["appear"])
    log.isShown = false
    _ = host.screen
    #expect(log.lines == ["appear", "disappear"])
  }

  @Test func aChangeIsToldWithBothValues() {
    let log = Log()
    let model = CounterModel()
    let host = ViewHost(Changing(log: log, model: model))
    #expect(log.lines == ["initial 0"])
    model.count = 2
    _ = host.screen
    #expect(log.lines == ["initial 0", "initial 2", "from 0 to 2"])
    model.other = 1
    _ = host.screen
    #expect(log.lines.count == 3)
  }

  @Test func whatNeverHappensIsAnError() async {
    let host = ViewHost(Text(verbatim: "still"))
    await #expect(throws: ViewHostError.self) {
      try await host.settle(within: .milliseconds(50)) { false }
    }
  }

  @Test func theScenePhaseIsFollowed() {
    let log = Log()
    let host = ViewHost(Phase(log: log))
    host.environment.scenePhase = .background
    _ = host.screen
    #expect(log.lines == ["background"])
  }
}

struct TaskView: View {
  let log: Log
  var body: some View {
    if log.isShown {
      Text(verbatim: "shown").task(id: log.id) {
        let id = log.id
        log.add("begin \(id)")
        // Ends by cancellation only.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
          for await _ in stream {}
        } onCancel: {
          continuation.finish()
        }
        log.add("cancelled \(id)")
      }
    }
  }
}

struct ShortTask: View {
  let log: Log
  let model: CounterModel
  var body: some View { Text(verbatim: "count \(model.count)").task { log.add("ran") } }
}

struct Appearing: View {
  let log: Log
  var body: some View {
    if log.isShown { Text(verbatim: "here").onAppear { log.add("appear") }.onDisappear { log.add("disappear") } }
  }
}

struct Changing: View {
  let log: Log
  let model: CounterModel
  var body: some View {
    Text(verbatim: "\(model.other)")
      .onChange(of: model.count) { log.add("from \($0) to \($1)") }
      .onChange(of: model.count, initial: true) { log.add("initial \(model.count)") }
  }
}

struct Phase: View {
  let log: Log
  @Environment(\.scenePhase) private var phase
  var body: some View { Text(verbatim: "app").onChange(of: phase) { log.add("\($1)") } }
}
