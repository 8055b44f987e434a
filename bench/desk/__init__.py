"""What an officer's list costs when an office holds many dossiers."""
