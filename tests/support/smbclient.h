// smbclient, as the people in a laboratory use it: the other implementation that the tests compare with.
#pragma once

#include <string>

#include "base/process.h"
#include "support/temporary.h"

namespace runseal::test {

inline base::Finished smbclient(std::uint16_t port, const std::string& user, const std::string& password,
                                const std::string& what, std::vector<std::string> more = {}) {
  base::Command command;
  command.program = "smbclient";
  command.arguments = {"//127.0.0.1/runs",      "-p", std::to_string(port), "-A", "/dev/stdin", "-c", what,
                       "--configfile=/dev/null"};
  command.arguments.insert(command.arguments.end(), more.begin(), more.end());
  command.input = "username = " + user + "\npassword = " + password + "\n";
  return base::run(command).value_or(base::Finished{});
}

}  // namespace runseal::test
