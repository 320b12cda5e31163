import Foundation
import SongmingKit
import UIKit

/// Lets the person take a photo. iOS asks them once whether the app may use the camera.
@MainActor
final class Camera: NSObject {
  private let files: IncomingFiles
  private var continuation: CheckedContinuation<UIImage?, Never>?

  init(files: IncomingFiles) {
    self.files = files
  }

  /// False on a device without a camera, for example in the simulator.
  static var isAvailable: Bool { UIImagePickerController.isSourceTypeAvailable(.camera) }

  /// The file of the photo; `nil` if the person took none. It is in a folder that the system does not empty, until
  /// the inbox has it.
  func capture() async throws -> URL? {
    guard continuation == nil, let image = await show() else { return nil }
    let file = try await files.newCapture()
    // A photo has 12 million pixels: making a JPEG of it takes longer than the main thread may wait.
    return try await Task.detached {
      guard let data = image.jpegData(compressionQuality: 0.9) else { throw CocoaError(.fileWriteUnknown) }
      try data.write(to: file, options: .atomic)
      return file
    }.value
  }

  private func show() async -> UIImage? {
    let picker = UIImagePickerController()
    picker.sourceType = .camera
    picker.delegate = self
    return await withCheckedContinuation { continuation in
      self.continuation = continuation
      if !Presenter.present(picker) { finish(nil) }
    }
  }

  private func finish(_ image: UIImage?) {
    continuation?.resume(returning: image)
    continuation = nil
  }
}

extension Camera: UIImagePickerControllerDelegate, UINavigationControllerDelegate {
  func imagePickerController(
    _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
  ) {
    let image = info[.originalImage] as? UIImage
    picker.dismiss(animated: true, completion: nil)
    finish(image)
  }

  func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
    picker.dismiss(animated: true, completion: nil)
    finish(nil)
  }
}
