// What the program says in English in every language, and why.

// Titles of sections of standards, as they are printed there.
export const clauses = [
  "Access Control Commands",
  "Anonymous Authentication Mechanism of Simple Bind",
  "Cipher Suites",
  "Cipher suites of TLS 1.2",
  "Cleartext Transmission of Sensitive Information",
  "Communication authentication",
  "Cryptography against disclosure during transmission",
  "Deprecating TLS 1.0 and TLS 1.1",
  "Do Not Use SSL Version 3.0",
  "FTP Security Extensions: Data Channel Protection Level (PROT)",
  "General Guidelines",
  "General LDAP Security Considerations",
  "HTTP Digest Access Authentication",
  "HTTP Strict Transport Security",
  "Handling GSS-API Authentication",
  "Handling a Validate Negotiate Info Response",
  "How to Use Anonymous FTP",
  "Information confidentiality",
  "Integrity controls in transmission",
  "Missing Support for Integrity Check",
  "Name/Password Authentication Mechanism of Simple Bind",
  "Operation 33: SECINFO - Obtain Available Security",
  "Prefix truncation of the SSH binary packet protocol",
  "Protocol Version Support",
  "Receiving an SMB2 NEGOTIATE Request",
  "Receiving an SMB2 TREE_CONNECT Request",
  "Securing FTP with TLS",
  "Security Considerations",
  "Server Identity Check",
  "Server Keys and Certificates",
  "Session integrity",
  "StartTLS Operation",
  "TLS Renegotiation Indication Extension",
  "The 'Basic' HTTP Authentication Scheme",
  "Towards Remote Procedure Call Encryption by Default",
  "Transmission security",
  "Use of Transport Layer Security",
  "Verifying the Signature",
];

// Proper names.
export const names = [
  "Active Directory",
  "Windows Server",
];

// Parts of texts to paste, as they stand in a file or go to whoever sets up a device.
export const pasted = [
  "# /etc/runs.credentials, mode 0600, owner root: username=… and password=…, each on a line",
  "# The control computer of an instrument is part of a medical device: ask its manufacturer before changing a setting on it, and install nothing.",
  "Bearer realm=\"runseal\"",
  "HostKeyAlgorithms -ssh-rsa*,ssh-dss*",
  "Set-SmbServerConfiguration -EnableSMB1Protocol $false -RequireSecuritySignature $true -Force",
  "Set-SmbServerConfiguration -EncryptData $true -RejectUnencryptedAccess $true -Force",
  "Windows (Client for NFS), PowerShell: Set-NfsClientConfiguration -Authentication krb5p",
  "ldap_id_use_start_tls = true",
  "runseal audit {}",
  "{} /mnt/runs cifs credentials=/etc/runs.credentials,vers=3.1.1,seal{},_netdev 0 0",
  "{} ssh-ed25519 KEY   # from the server: /etc/ssh/ssh_host_ed25519_key.pub",
  "{}:{} /mnt/runs nfs vers=4.2,sec=krb5p{},_netdev 0 0",
];
