import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// What a fake core has of a draft.
struct StoredDraft: Sendable {
  var values: [String: String] = [:]
  var files: [DraftFile] = []
  var version: UInt32 = 1
}

let fullPhone = ClientError.Storage(explanation: "手机存储写不进去。", code: "disk-full")
let damagedPhoto = "这张照片已损坏。"

/// A draft, a fake core that stores what the model gives it, and a person whose pauses end when the test says so.
@MainActor
struct DraftTestCase {
  let fake = FakeCoreClient()
  let inbox = FakeInbox()
  let pauses = Pauses()
  let stored = Shared(StoredDraft())

  init() {
    answerAll()
  }

  /// Every call succeeds; a photo whose name says that it is damaged is refused.
  func answerAll() {
    fake.answer("submissions.unmeteredOnly", false).answer("drafts.setCaption")
    fake.answer("drafts.form") { [stored] arguments in
      let draft = stored.value
      return sampleDraftForm(
        arguments[0] as? String, version: draft.version, values: draft.values, files: draft.files)
    }
    fake.answer("drafts.save") { [stored, weak fake] arguments in
      for field in arguments[1] as? [FieldValue] ?? [] { stored.value.values[field.code] = field.value }
      fake?.announce(.submissions)
      return arguments[0] as? String ?? "d1"
    }
    fake.answer("drafts.addFiles") { [stored] arguments in
      (arguments[1] as? [NewFile] ?? []).map { file in
        if file.name.contains("坏") {
          return AddedFile(name: file.name, id: nil, repeated: false, reason: damagedPhoto)
        }
        stored.value.files.append(sampleDraftFile(file.name))
        return AddedFile(name: file.name, id: file.name, repeated: false, reason: "")
      }
    }
  }

  /// The model of a draft that is shown and loaded, and has looked for files that wait.
  func draft(_ id: String? = nil, at location: SourceLocation = #_sourceLocation) async -> DraftModel {
    let asked = inbox.asked
    let model = DraftModel(fake, id, inbox: inbox) { [pauses] in try await pauses.pause() }
    _ = show(model)
    #expect(await until { model.content.state.value != nil }, sourceLocation: location)
    if id != nil { #expect(await until { inbox.asked > asked }, sourceLocation: location) }
    return model
  }

  /// Waits until what the person did last has ended, and stores what is typed.
  func leave(_ model: DraftModel, at location: SourceLocation = #_sourceLocation) async {
    var left = 0
    // It does nothing while another action leads away from the screen.
    let ended = await until {
      if left == 0 { model.leave { left += 1 } }
      return left > 0
    }
    #expect(ended, sourceLocation: location)
  }

  /// Ends the calls that are held until the condition holds.
  func releasing(_ condition: @MainActor () -> Bool) async -> Bool {
    await until {
      fake.release()
      return condition()
    }
  }

  /// The fields that were stored last.
  var lastSaved: [FieldValue]? { fake.last("drafts.save", 1, as: [FieldValue].self) }

  func waiting(_ names: String...) -> [IncomingFile] {
    names.map { IncomingFile(path: "/d1/\($0)", name: $0) }
  }
}
