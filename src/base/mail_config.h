// The keys mail.* of runseal.toml; apart from Config, since only the mailer reads them.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace runseal::base {

struct MailConfig {
  std::string server;  // host:port; empty: no mail is sent
  std::string security = "starttls";
  std::string from;
  std::string login_file;  // empty: no login
  std::string ca_file;     // empty: the system's
  std::string language = "en";
  std::chrono::minutes gather{10};  // at most one mail an address
  std::chrono::days ends_within{14};
  std::map<std::string, std::vector<std::string>> to;  // kind of alert → addresses
  std::string console;                                 // console.address; empty: not known
};

// "name@host.example", in ASCII: nothing that could end a header or an SMTP command.
[[nodiscard]] bool is_mail_address(std::string_view text);

// Errors: invalid, as load_config() and where one of them is missing.
[[nodiscard]] Result<MailConfig> load_mail_config(Files& files, const Path& path);

}  // namespace runseal::base
