// Hands one mail to the site's SMTP server, by libcurl: over TLS only, the server's certificate checked.
#pragma once

#include <atomic>
#include <string>

#include "base/files.h"
#include "base/mail_config.h"

namespace runseal::service {

struct MailServer {
  std::string address;       // host:port
  bool tls_at_once = false;  // else STARTTLS, without which nothing is sent
  std::string ca_file;
  std::string user;  // empty: no login
  std::string password;
};
// Reads the login. Errors: conflict (no server is configured), usage (its address), as audit::read_credentials.
[[nodiscard]] Result<MailServer> mail_server(base::Files& files, const base::MailConfig& config);

struct Handed {
  enum class Outcome {
    taken,
    later,    // nobody answers, the server puts it off, or it and its login have to be put right first
    refused,  // this mail, for good
  };
  Outcome outcome = Outcome::later;
  std::string answer;  // the server's own words, or what is in the way; for people
};
// Half a minute at most, less when `stop` is set.
[[nodiscard]] Handed hand_over(const MailServer& server, const std::string& from, const std::string& to,
                               const std::string& message, const std::atomic<bool>& stop);

}  // namespace runseal::service
