use std::fs;

use super::roots;

/// A root certificate that signed nothing.
const ROOT: &str = "-----BEGIN CERTIFICATE-----\n\
MIIBkTCCATegAwIBAgIUI9AW6p9AWgu+kwRNnxbOtW69KuswCgYIKoZIzj0EAwIw\n\
HTEbMBkGA1UEAwwSc29uZ21pbmcgdGVzdCByb290MCAXDTI2MTEyODA4MDk0OVoY\n\
DzIxMjYxMTA0MDgwOTQ5WjAdMRswGQYDVQQDDBJzb25nbWluZyB0ZXN0IHJvb3Qw\n\
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARyR04WoQjUKcjvg8kei/HezstvP6h/\n\
q41OdxSWDGpZZbBbetx8vlKWl2n0nU5jAq4t58A0VwbGP+DV+hnXhADRo1MwUTAd\n\
BgNVHQ4EFgQUT+rO6cwU0kzw5zRrd0D0F6LjuIIwHwYDVR0jBBgwFoAUT+rO6cwU\n\
0kzw5zRrd0D0F6LjuIIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF\n\
AiEA5Xqd/8FA0KvzSfuQC8NdSoi9SWbq0yCLB8sYK01Ea9oCIAD190W+bSL3ii3f\n\
KOdeMvWsq023p3y1ovUdKYBRkHQC\n\
-----END CERTIFICATE-----";

#[test]
fn only_the_first_folder_with_certificates_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, empty, full) =
        (folder.path().join("missing"), folder.path().join("empty"), folder.path().join("full"));
    fs::create_dir(&empty).unwrap();
    fs::create_dir(&full).unwrap();
    // As Android has them: named by a hash, with text around the certificate.
    fs::write(full.join("00673b5b.0"), format!("{ROOT}\nCertificate:\n    Data:\n")).unwrap();
    fs::write(full.join("1ec40989.0"), "no certificate").unwrap();
    assert_eq!(roots(&[&missing, &empty, &full]).len(), 1);
    assert_eq!(roots(&[&full, &missing]).len(), 1);
    assert_eq!(roots(&[&missing, &empty]).len(), 0);
}
