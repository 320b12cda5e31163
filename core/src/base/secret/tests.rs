use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

use super::*;

/// A key in memory in place of one in hardware.
struct SoftwareSigner {
    key: EcdsaKeyPair,
    /// What it says that its key is.
    public: Vec<u8>,
}

fn key_pair() -> EcdsaKeyPair {
    let (algorithm, random) = (&ECDSA_P256_SHA256_ASN1_SIGNING, SystemRandom::new());
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap()
}

fn spki(key: &EcdsaKeyPair) -> Vec<u8> {
    [&SPKI_P256, key.public_key().as_ref()].concat()
}

impl Signer for SoftwareSigner {
    fn public_key(&self) -> Result<Vec<u8>, SecretStoreError> {
        Ok(self.public.clone())
    }

    fn sign(&self, bytes: Vec<u8>) -> Result<Vec<u8>, SecretStoreError> {
        Ok(self.key.sign(&SystemRandom::new(), &bytes).unwrap().as_ref().to_vec())
    }
}

#[test]
fn a_signature_counts_only_with_its_own_p256_key() {
    let key = key_pair();
    let public = spki(&key);
    assert_eq!(public.len(), 91);
    let signer = SoftwareSigner { key, public: public.clone() };
    let signature = sign(&signer, b"bytes").unwrap();
    let verifier = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &public[SPKI_P256.len()..]);
    verifier.verify(b"bytes", &signature).unwrap();
    assert!(verifier.verify(b"other bytes", &signature).is_err());

    let raw_point = SoftwareSigner { public: public[SPKI_P256.len()..].to_vec(), ..signer };
    assert!(matches!(sign(&raw_point, b"bytes"), Err(Fault::SecretStore)));
    let key_of_another = SoftwareSigner { public: spki(&key_pair()), ..raw_point };
    assert!(matches!(sign(&key_of_another, b"bytes"), Err(Fault::SecretStore)));
}

/// Fails in one way or the other.
struct Broken {
    panics: bool,
}

impl Broken {
    fn fail<T>(&self) -> Result<T, SecretStoreError> {
        assert!(!self.panics, "a secret");
        Err(SecretStoreError::Failed)
    }
}

impl SecretStore for Broken {
    fn get(&self, _: String) -> Result<Option<String>, SecretStoreError> {
        self.fail()
    }

    fn set(&self, _: String, _: String) -> Result<(), SecretStoreError> {
        self.fail()
    }

    fn delete(&self, _: String) -> Result<(), SecretStoreError> {
        self.fail()
    }
}

#[test]
fn an_error_and_a_panic_of_the_platform_are_faults_without_its_words() {
    for panics in [false, true] {
        let secrets = Secrets::new(Arc::new(Broken { panics }));
        let failures = [secrets.get("key").map(drop), secrets.set("key", "value".into()), secrets.delete("key")];
        for failure in failures {
            let fault = failure.unwrap_err();
            assert!(matches!(fault, Fault::SecretStore));
            assert_eq!(format!("{fault:?}"), "the secret store failed");
        }
    }
}

#[test]
fn what_a_platform_says_about_an_unexpected_error_is_dropped() {
    let unexpected = uniffi::UnexpectedUniFFICallbackError::new("the value is a secret");
    assert_eq!(format!("{:?}", SecretStoreError::from(unexpected)), "Failed");
}
