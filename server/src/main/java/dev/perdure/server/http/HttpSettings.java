package dev.perdure.server.http;

import java.net.InetAddress;

/// Where the front listens and what it takes.
///
/// @param address the address to listen on
/// @param port the port, 0 for any free one
/// @param maxPayload the most bytes of a body
/// @param adminToken what a request of the command line must carry; the empty text admits none
public record HttpSettings(InetAddress address, int port, int maxPayload, String adminToken) {}
