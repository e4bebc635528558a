// A mail as another implementation reads it: Python's email package.
#pragma once

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/process.h"

namespace runseal::test {

// {"headers": [[name, decoded value], …], "text": …, "defects": […]} of each mail; `mbox`: of a file with several.
inline Json parsed_mails(const std::string& content, bool mbox) {
  base::Command command;
  command.program = "/usr/bin/python3";
  command.arguments = {"-c", R"(
import email, email.policy, json, re, sys
data = sys.stdin.buffer.read()
parts = [one for one in re.split(rb"(?m)^From [^\n]*\n", data) if one.strip()] if sys.argv[1] == "mbox" else [data]
def shown(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    defects = [str(one) for one in mail.defects] + [str(one) for value in mail.values() for one in value.defects]
    return {"headers": [[name, str(value)] for name, value in mail.items()], "defects": defects,
            "text": mail.get_content(), "type": mail.get_content_type(),
            "longest": max(len(line) for line in raw.splitlines())}
print(json.dumps([shown(one) for one in parts])))",
                       mbox ? "mbox" : "one"};
  command.input = content;
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << (done ? done->err : done.error().describe());
  return done ? Json::parse(done->out, nullptr, false) : Json::array();
}

inline std::string header_of(const Json& mail, const std::string& name) {
  std::string found;
  for (const auto& header : mail.at("headers"))
    if (header.at(0) == name) {
      EXPECT_EQ(found, "") << name << " stands there twice";
      found = header.at(1).get<std::string>();
    }
  return found;
}

}  // namespace runseal::test
