import Foundation
import QuickLook
import UIKit

/// Actions of other apps. Each returns false if none can do it; the caller shows the sentence.
@MainActor
final class ExternalApps {
  private var preview: DocumentPreview?

  func share(title: String, address: String?) -> Bool {
    var items: [Any] = [title]
    if let address { items.append(URL(string: address) ?? address) }
    return Presenter.present(UIActivityViewController(activityItems: items, applicationActivities: nil))
  }

  /// Asks whether to call the number; the person starts the call.
  func dial(_ number: String) async -> Bool {
    let dialled = number.filter { $0.isASCII && ($0.isNumber || "+*#,;".contains($0)) }
    guard !dialled.isEmpty else { return false }
    var address = URLComponents()
    address.scheme = "tel"
    address.path = dialled
    return await start(address.url)
  }

  func showOnMap(_ address: String) async -> Bool {
    var map = URLComponents(string: "https://maps.apple.com/")
    map?.queryItems = [URLQueryItem(name: "q", value: address)]
    return await start(map?.url)
  }

  /// Opens a web page, video or sound, or a mail or phone address. Other schemes are refused.
  func open(_ address: String) async -> Bool {
    guard let url = URL(string: address), let scheme = url.scheme?.lowercased() else { return false }
    guard ["https", "http", "mailto", "tel"].contains(scheme) else { return false }
    return await start(url)
  }

  /// Shows a document of the app's own files, from where the person can send it to another app.
  func openFile(_ path: String) -> Bool {
    let document = URL(fileURLWithPath: path)
    guard QLPreviewController.canPreview(document as NSURL) else { return false }
    let preview = DocumentPreview(document)
    self.preview = preview
    let controller = QLPreviewController()
    controller.dataSource = preview
    return Presenter.present(controller)
  }

  private func start(_ url: URL?) async -> Bool {
    guard let url else { return false }
    return await UIApplication.shared.open(url)
  }
}

/// The controller does not retain its data source.
private final class DocumentPreview: NSObject, QLPreviewControllerDataSource {
  private let document: URL

  init(_ document: URL) {
    self.document = document
  }

  func numberOfPreviewItems(in controller: QLPreviewController) -> Int { 1 }

  func previewController(_ controller: QLPreviewController, previewItemAt index: Int) -> any QLPreviewItem {
    document as NSURL
  }
}
