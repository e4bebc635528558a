// A port of 127.0.0.1 for a server that is started next, and perhaps again after it was killed.
#pragma once

#include <cstdint>

namespace runseal::test {

// Below the ports that the system gives to connections: one of those could take it before the server does. Successive
// calls give different ports, also in tests that run at the same time.
std::uint16_t free_port();

}  // namespace runseal::test
