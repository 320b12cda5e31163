import Foundation
import SongmingKit
import UIKit

/// 发送到联络站: receives what is shared while it is shown, and says what became of it. Info.plist names this class.
final class ShareViewController: UIViewController {
  private let message = UILabel()
  private let progress = UIActivityIndicatorView(style: .large)
  private lazy var done = UIButton(
    configuration: doneConfiguration, primaryAction: UIAction { [weak self] _ in self?.close() })

  private var doneConfiguration: UIButton.Configuration {
    var configuration = UIButton.Configuration.filled()
    configuration.title = Words.text("share_done")
    return configuration
  }

  override func viewDidLoad() {
    super.viewDidLoad()
    layOut()
    message.text = Words.text("share_receiving")
    Task { await receive() }
  }

  private func receive() async {
    let items = extensionContext?.inputItems.compactMap { $0 as? NSExtensionItem } ?? []
    let outcome = await outcome(of: items)
    progress.stopAnimating()
    progress.isHidden = true
    done.isHidden = false
    let sentences = outcome.sentences.joined(separator: "\n")
    message.text = sentences
    UIAccessibility.post(notification: .announcement, argument: sentences)
  }

  private func outcome(of items: [NSExtensionItem]) async -> ShareReception.Outcome {
    guard let folder = SharedFolder.open(), (try? folder.prepare()) != nil else { return .failed(noSpace: false) }
    let core = folder.core.path
    let publisher = Bundle.main.object(forInfoDictionaryKey: "SongmingPublisher") as? String ?? ""
    let reception = ShareReception(files: IncomingFiles(folder: folder.url)) {
      await isClerkLoggedIn(folder: core, publisher: publisher)
    }
    return await reception.receive(await SharedContent(of: items))
  }

  private func close() {
    extensionContext?.completeRequest(returningItems: nil, completionHandler: nil)
  }

  private func layOut() {
    message.numberOfLines = 0
    message.font = .preferredFont(forTextStyle: .body)
    message.adjustsFontForContentSizeCategory = true
    done.isHidden = true
    progress.startAnimating()
    let stack = UIStackView(arrangedSubviews: [progress, message, done])
    stack.axis = .vertical
    stack.spacing = 24
    // In the largest text sizes the sentences are longer than the sheet.
    let scroll = UIScrollView()
    view.backgroundColor = .systemBackground
    view.addSubview(scroll)
    scroll.addSubview(stack)
    scroll.translatesAutoresizingMaskIntoConstraints = false
    stack.translatesAutoresizingMaskIntoConstraints = false
    let (area, content) = (view.safeAreaLayoutGuide, scroll.contentLayoutGuide)
    NSLayoutConstraint.activate([
      scroll.leadingAnchor.constraint(equalTo: area.leadingAnchor),
      scroll.trailingAnchor.constraint(equalTo: area.trailingAnchor),
      scroll.topAnchor.constraint(equalTo: area.topAnchor),
      scroll.bottomAnchor.constraint(equalTo: area.bottomAnchor),
      stack.leadingAnchor.constraint(equalTo: content.leadingAnchor, constant: 24),
      stack.trailingAnchor.constraint(equalTo: content.trailingAnchor, constant: -24),
      stack.topAnchor.constraint(equalTo: content.topAnchor, constant: 24),
      stack.bottomAnchor.constraint(equalTo: content.bottomAnchor, constant: -24),
      stack.leadingAnchor.constraint(equalTo: area.leadingAnchor, constant: 24),
      stack.trailingAnchor.constraint(equalTo: area.trailingAnchor, constant: -24),
      done.heightAnchor.constraint(greaterThanOrEqualToConstant: 60),
    ])
  }
}
