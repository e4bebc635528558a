// Answers of a real rsync 3.5 daemon and of a real tgt 1.0.85 on loopback.
#pragma once

#include <string_view>

namespace runseal::test::recorded {

inline constexpr std::string_view rsync_greeting = "@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4\n";
inline constexpr std::string_view rsync_list =
    "Welcome\n\nopen           \topen to all\nlocked         \t\nclosed         \t\n@RSYNCD: EXIT\n";
inline constexpr std::string_view rsync_open = "Welcome\n\n@RSYNCD: OK\n";
inline constexpr std::string_view rsync_password = "Welcome\n\n@RSYNCD: AUTHREQD Visw8eMq4iNVI5/49TU8cw\n";
inline constexpr std::string_view rsync_refused =
    "Welcome\n\n@ERROR: access denied to closed from localhost (127.0.0.1)\n";

// A login that offers None, taken; and what a target says that wants CHAP: to None, and to CHAP.
inline constexpr std::string_view iscsi_open =
    "238100000000002780000000000100000000000100000000000000000000000100000002000000000000000000000000546172676574506f"
    "7274616c47726f75705461673d3100417574684d6574686f643d4e6f6e650000";
// The second answer of a session that may list targets.
inline constexpr std::string_view iscsi_begun =
    "238700000000002280000000000101000000000100000000000000010000000100000002000000000000000000000000486561646572446967"
    "6573743d4e6f6e6500446174614469676573743d4e6f6e65000000";
inline constexpr std::string_view iscsi_rejected =
    "230000000000002900000000000000000000000100000000000000000000000000000000020100000000000000000000546172676574506f"
    "7274616c47726f75705461673d3100417574684d6574686f643d52656a65637400000000";
inline constexpr std::string_view iscsi_chap =
    "238100000000002780000000000100000000000100000000000000000000000100000002000000000000000000000000546172676574506f"
    "7274616c47726f75705461673d3100417574684d6574686f643d434841500000";
inline constexpr std::string_view iscsi_targets =
    "2480000000000040000000000000000000000003ffffffff0000000200000001000000020000000000000000000000005461726765744e61"
    "6d653d69716e2e323032342d30312e6c61623a72756e7300546172676574416464726573733d3132372e302e302e313a31333236302c3100";

}  // namespace runseal::test::recorded
