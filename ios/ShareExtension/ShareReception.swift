import Foundation
import SongmingCore
import SongmingKit

/// Receives what another app shares: it is copied into the inbox of the shared folder, from where the app makes a
/// draft of it.
struct ShareReception: Sendable {
  /// What became of it.
  enum Outcome: Equatable, Sendable {
    /// `unread`: files that could not be read.
    case received(unread: [UnreadFile], isClerk: Bool)
    case nothing
    case failed(noSpace: Bool)
  }

  let files: IncomingFiles
  /// Whether somebody is logged in; nil if the core does not say.
  let isClerk: @Sendable () async -> Bool?

  func receive(_ content: SharedContent) async -> Outcome {
    if content.isEmpty { return .nothing }
    let texts = [ShareBatch.title: content.title, ShareBatch.text: content.text]
    do {
      let unread = try await files.publish(batch: ShareBatch.newName(), texts: texts, files: content.files)
      let hasText = texts.values.contains { !$0.isEmpty }
      if unread.count == content.files.count, !hasText {
        return .failed(noSpace: unread.contains(where: \.noSpace))
      }
      return .received(unread: unread, isClerk: await isClerk() ?? true)
    } catch {
      return .failed(noSpace: false)
    }
  }
}

extension ShareReception.Outcome {
  /// What the person is told.
  var sentences: [String] {
    switch self {
    case .received(let unread, let isClerk):
      var sentences = [Words.text(isClerk ? "share_received" : "login_share_waiting")]
      if !unread.isEmpty { sentences.append(Words.text("share_unread", unread.count)) }
      if unread.contains(where: \.noSpace) { sentences.append(Words.text("share_no_space")) }
      return sentences
    case .nothing: return [Words.text("share_nothing")]
    case .failed(let noSpace): return [Words.text(noSpace ? "share_no_space" : "share_failed")]
    }
  }
}

/// Asks the core who is logged in. This process is never in the foreground of the core: it sends nothing, and the
/// files are closed again after each call, so that the app can be suspended with this process.
func isClerkLoggedIn(folder: String, publisher: String) async -> Bool? {
  guard let client = try? await openCoreClient(folder: folder, publisher: publisher) else { return nil }
  await client.setForeground(false)
  let account = try? await client.account.current()
  await client.setForeground(false)
  return account.map { $0.phase != .loggedOut }
}
