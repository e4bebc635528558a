// The single questions of the FTP probe. Each talk must have been greeted first.
#pragma once

#include <string_view>

#include "audit/probes/ftp_answers.h"
#include "audit/talk.h"

namespace runseal::audit {

inline constexpr std::string_view ftp_probe_user = "runseal-probe";  // who does not exist

// What the server says first; "ready in n minutes" is waited for. Without a reply where that is no welcome.
boost::asio::awaitable<FtpAnswer> ftp_greeting(Talk& talk, std::string label);

// One command and its reply. `question` says in words what was sent; empty: the command itself.
boost::asio::awaitable<FtpAnswer> ask_ftp(Talk& talk, std::string label, std::string command, std::string argument,
                                          std::string question = {});

// A login as "anonymous" with the customary e-mail address for a password (RFC 1635), and the look at `folder`
// (empty: the top) by changing to it.
boost::asio::awaitable<FtpVisit> visit_ftp(Talk& talk, std::string label, std::string folder);

}  // namespace runseal::audit
