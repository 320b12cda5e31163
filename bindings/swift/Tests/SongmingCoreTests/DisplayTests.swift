import SongmingCore
import Testing

/// A button as a test of a screen measures it.
private func button(_ size: Float, words: String = "播放") -> MeasuredElement {
  MeasuredElement(
    name: "play", role: .control, label: words, textSize: nil, bold: false, lineHeight: nil, lines: 0,
    foreground: nil, background: nil, width: size, height: size, gestureFingers: 1)
}

@Suite(.timeLimit(.minutes(1)))
struct DisplayTests {
  let environment: TestEnvironment

  init() throws {
    environment = try TestEnvironment(["--synthetic", "1"])
  }

  @Test("长辈版 survives a restart, and screens are checked against it")
  func elder() async throws {
    let client = try await environment.open()
    let usual = try await client.settings().display()
    #expect(!usual.elder)
    #expect(checkDisplay(policy: usual, elements: [button(48)]) == [])

    try await client.settings().setDisplay(
      choice: DisplayChoice(elder: true, fontScale: usual.fontSteps.last, theme: .dark))
    try await client.shutDown()
    let again = try await environment.open()
    let elder = try await again.settings().display()
    #expect(elder.elder && elder.theme == .dark && !elder.ads)
    #expect(elder.text.body >= 18 && elder.text.body <= elder.largestText)
    #expect(elder.largestText >= 30 && elder.minTarget >= 60 && elder.minContrast >= 4.5)

    let findings = checkDisplay(policy: elder, elements: [button(48), button(60), button(60, words: "")])
    #expect(findings.map(\.rule) == [.targetTooSmall, .noLabel])
    #expect(findings.first?.words.contains("60") == true)
  }
}
