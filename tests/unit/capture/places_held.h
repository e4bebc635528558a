// What is missing in a capture may hide of which share or export a message was, and never makes it one of another.
#pragma once

#include <gtest/gtest.h>

#include "capture/dissector.h"

namespace runseal::test {

inline void expect_no_other_place(const capture::Places& part, const capture::Places& whole, const std::string& how) {
  for (const auto& [name, seen] : part) {
    if (name.empty() || name.ends_with("…")) continue;
    const auto found = whole.find(name);
    ASSERT_NE(found, whole.end()) << how << ": " << name;
    EXPECT_LE(seen.readable, found->second.readable) << how << ": " << name;
    EXPECT_LE(seen.changeable, found->second.changeable) << how << ": " << name;
  }
}

}  // namespace runseal::test
