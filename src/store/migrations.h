// The forms that the store has had, oldest first. A migration that has been released is never changed: add another.
#pragma once

#include <span>

namespace runseal::store {

[[nodiscard]] std::span<const char* const> migrations();  // number n (from 1) is migrations()[n - 1]; ';'-separated

}  // namespace runseal::store
