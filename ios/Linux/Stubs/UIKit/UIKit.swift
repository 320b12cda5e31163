// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// works.
import Foundation

open class UIImage: NSObject, @unchecked Sendable {
  public override init() {}

  public convenience init?(contentsOfFile path: String) {
    nil
  }

  open func jpegData(compressionQuality: CGFloat) -> Data? { nil }
}

@MainActor
open class UIResponder: NSObject {}

public struct UIPopoverArrowDirection: OptionSet, Sendable {
  public let rawValue: UInt

  public init(rawValue: UInt) {
    self.rawValue = rawValue
  }
}

@MainActor
open class UIPopoverPresentationController: NSObject {
  open var sourceView: UIView?
  open var sourceRect = CGRect.zero
  open var permittedArrowDirections: UIPopoverArrowDirection = []
}

@MainActor
open class UIViewController: UIResponder {
  open var view: UIView! = UIView()
  open var presentedViewController: UIViewController? { nil }
  open var isBeingDismissed: Bool { false }
  open var popoverPresentationController: UIPopoverPresentationController? { nil }
  open var extensionContext: NSExtensionContext? { nil }

  open func viewDidLoad() {}

  open func present(_ viewControllerToPresent: UIViewController, animated flag: Bool, completion: (() -> Void)? = nil) {
  }

  open func dismiss(animated flag: Bool, completion: (() -> Void)? = nil) {}
}

open class UINavigationController: UIViewController {}

@MainActor
public protocol UINavigationControllerDelegate: NSObjectProtocol {}

open class UIActivity: NSObject {}

open class UIActivityViewController: UIViewController {
  public init(activityItems: [Any], applicationActivities: [UIActivity]?) {}
}

@MainActor
public protocol UIImagePickerControllerDelegate: NSObjectProtocol {
  func imagePickerController(
    _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any])
  func imagePickerControllerDidCancel(_ picker: UIImagePickerController)
}

open class UIImagePickerController: UINavigationController {
  public enum SourceType: Int, Sendable {
    case photoLibrary
    case camera
    case savedPhotosAlbum
  }

  public struct InfoKey: Hashable, RawRepresentable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    public static let originalImage = InfoKey(rawValue: "UIImagePickerControllerOriginalImage")
  }

  open var sourceType = SourceType.photoLibrary
  open weak var delegate: (any UIImagePickerControllerDelegate & UINavigationControllerDelegate)?

  open class func isSourceTypeAvailable(_ sourceType: SourceType) -> Bool { false }
}
