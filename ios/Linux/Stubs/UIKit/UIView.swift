import Foundation

open class UIColor: NSObject, @unchecked Sendable {
  open class var systemBackground: UIColor { UIColor() }
  open class var label: UIColor { UIColor() }
}

open class UIFont: NSObject, @unchecked Sendable {
  public struct TextStyle: Hashable, RawRepresentable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    public static let body = TextStyle(rawValue: "UICTFontTextStyleBody")
    public static let headline = TextStyle(rawValue: "UICTFontTextStyleHeadline")
  }

  open class func preferredFont(forTextStyle style: TextStyle) -> UIFont { UIFont() }
}

@MainActor
open class NSLayoutConstraint: NSObject {
  open class func activate(_ constraints: [NSLayoutConstraint]) {}
}

@MainActor
open class NSLayoutAnchor<AnchorType: AnyObject>: NSObject {
  open func constraint(equalTo anchor: NSLayoutAnchor<AnchorType>) -> NSLayoutConstraint { NSLayoutConstraint() }

  open func constraint(equalTo anchor: NSLayoutAnchor<AnchorType>, constant c: CGFloat) -> NSLayoutConstraint {
    NSLayoutConstraint()
  }

  open func constraint(lessThanOrEqualTo anchor: NSLayoutAnchor<AnchorType>, constant c: CGFloat) -> NSLayoutConstraint
  {
    NSLayoutConstraint()
  }
}

open class NSLayoutXAxisAnchor: NSLayoutAnchor<NSLayoutXAxisAnchor> {}

open class NSLayoutYAxisAnchor: NSLayoutAnchor<NSLayoutYAxisAnchor> {}

open class NSLayoutDimension: NSLayoutAnchor<NSLayoutDimension> {
  open func constraint(equalToConstant c: CGFloat) -> NSLayoutConstraint { NSLayoutConstraint() }

  open func constraint(greaterThanOrEqualToConstant c: CGFloat) -> NSLayoutConstraint { NSLayoutConstraint() }
}

@MainActor
open class UILayoutGuide: NSObject {
  open var leadingAnchor: NSLayoutXAxisAnchor { NSLayoutXAxisAnchor() }
  open var trailingAnchor: NSLayoutXAxisAnchor { NSLayoutXAxisAnchor() }
  open var topAnchor: NSLayoutYAxisAnchor { NSLayoutYAxisAnchor() }
  open var bottomAnchor: NSLayoutYAxisAnchor { NSLayoutYAxisAnchor() }
}

@MainActor
open class UIView: UIResponder {
  open var bounds = CGRect.zero
  open var backgroundColor: UIColor?
  open var isHidden = false
  open var translatesAutoresizingMaskIntoConstraints = true
  open var heightAnchor: NSLayoutDimension { NSLayoutDimension() }
  open var widthAnchor: NSLayoutDimension { NSLayoutDimension() }
  open var leadingAnchor: NSLayoutXAxisAnchor { NSLayoutXAxisAnchor() }
  open var trailingAnchor: NSLayoutXAxisAnchor { NSLayoutXAxisAnchor() }
  open var topAnchor: NSLayoutYAxisAnchor { NSLayoutYAxisAnchor() }
  open var bottomAnchor: NSLayoutYAxisAnchor { NSLayoutYAxisAnchor() }
  open var safeAreaLayoutGuide: UILayoutGuide { UILayoutGuide() }

  open func addSubview(_ view: UIView) {}
}

open class UIWindow: UIView {
  open var rootViewController: UIViewController?
}

open class UILabel: UIView {
  open var text: String?
  open var numberOfLines = 1
  open var font: UIFont!
  open var adjustsFontForContentSizeCategory = false
}

open class UIScrollView: UIView {
  open var contentLayoutGuide: UILayoutGuide { UILayoutGuide() }
  open var frameLayoutGuide: UILayoutGuide { UILayoutGuide() }
}

open class UIActivityIndicatorView: UIView {
  public enum Style: Int, Sendable {
    case medium = 100
    case large = 101
  }

  public init(style: Style) {}

  open func startAnimating() {}

  open func stopAnimating() {}
}

open class UIStackView: UIView {
  public init(arrangedSubviews views: [UIView]) {}

  open var axis = NSLayoutConstraint.Axis.horizontal
  open var spacing: CGFloat = 0
}

extension NSLayoutConstraint {
  public enum Axis: Int, Sendable {
    case horizontal
    case vertical
  }
}

@MainActor
open class UIMenuElement: NSObject {}

open class UIAction: UIMenuElement {
  public convenience init(title: String = "", handler: @escaping (UIAction) -> Void) {
    self.init()
  }
}

open class UIControl: UIView {}

open class UIButton: UIControl {
  @MainActor
  public struct Configuration {
    public static func filled() -> Configuration { Configuration() }

    public var title: String?
  }

  public convenience init(configuration: Configuration, primaryAction: UIAction? = nil) {
    self.init()
  }
}

@MainActor
public enum UIAccessibility {
  public struct Notification: Sendable {
    public static let announcement = Notification()
  }

  public static func post(notification: Notification, argument: Any?) {}
}
